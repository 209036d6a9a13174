package io.trebuchet.actors;

import io.trebuchet.metrics.Ledger;
import io.trebuchet.storage.CheckpointFiles;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.jspecify.annotations.Nullable;

/** The actors that keep what a sweep must not forget. */
final class Memory {
  private static final int MOST_COMMANDS = 10_000;

  private final ActorContext<SweepSupervisor.Command> context;
  private final String run;
  private final Durability durability;
  private final Ledger ledger;
  private final ActorRef<JournalWriter.Command> journal;
  private final ActorRef<CheckpointWriter.Command> writer;
  private final Checkpoints checkpoints;

  private Memory(
      ActorContext<SweepSupervisor.Command> context,
      String run,
      Durability durability,
      Ledger ledger) {
    this.run = run;
    this.context = context;
    this.durability = durability;
    this.ledger = ledger;
    CheckpointFiles files = CheckpointFiles.in(durability.checkpoints());
    journal =
        context.spawn(
            JournalWriter.create(ledger, durability),
            "journal-writer",
            DispatcherSelector.blocking());
    writer =
        context.spawn(
            CheckpointWriter.create(files, ledger, durability.warn()),
            "checkpoint-writer",
            DispatcherSelector.blocking());
    checkpoints = new Checkpoints(durability, files, ledger, writer);
  }

  /** Spawns the actors as children of the sweep's guardian. */
  static Memory of(
      ActorContext<SweepSupervisor.Command> context,
      String run,
      Durability durability,
      Ledger ledger) {
    return new Memory(context, run, durability, ledger);
  }

  Checkpoints checkpoints() {
    return checkpoints;
  }

  /** A supervisor that starts with what earlier processes left, once that has been read. */
  Behavior<SweepSupervisor.Command> recovering(
      Function<SweepSupervisor.Past, Behavior<SweepSupervisor.Command>> supervisor,
      Consumer<Throwable> failed) {
    if (!durability.resuming()) {
      SweepJournal.Event event = new SweepJournal.SweepBegun(run);
      journal.tell(new JournalWriter.Append(event, 0, false, new CompletableFuture<>()));
      return supervisor.apply(new SweepSupervisor.Past(SweepState.create(), ledger, journal));
    }
    CompletableFuture<SweepState> contents = new CompletableFuture<>();
    journal.tell(new JournalWriter.Open(contents));
    context.pipeToSelf(contents, SweepSupervisor.PastRecovered::new);
    return Behaviors.withStash(
        MOST_COMMANDS,
        stash ->
            Behaviors.receiveMessage(
                command ->
                    command instanceof SweepSupervisor.PastRecovered past
                        ? onRecovered(past.state(), past.failure(), stash, supervisor, failed)
                        : stashed(stash, command)));
  }

  private static Behavior<SweepSupervisor.Command> stashed(
      StashBuffer<SweepSupervisor.Command> stash, SweepSupervisor.Command command) {
    stash.stash(command);
    return Behaviors.same();
  }

  private Behavior<SweepSupervisor.Command> onRecovered(
      @Nullable SweepState state,
      @Nullable Throwable failure,
      StashBuffer<SweepSupervisor.Command> stash,
      Function<SweepSupervisor.Past, Behavior<SweepSupervisor.Command>> supervisor,
      Consumer<Throwable> failed) {
    if (state == null) {
      Throwable cause = failure == null ? new IllegalStateException("it is empty") : failure;
      failed.accept(JournalDatabase.unreadable(durability.journal(), cause));
      return Behaviors.ignore();
    }
    for (SweepJournal.Event event : state.learn(durability.known())) {
      journal.tell(new JournalWriter.Append(event, 0, false, new CompletableFuture<>()));
    }
    durability.recovered().accept(state.copy());
    return stash.unstashAll(supervisor.apply(new SweepSupervisor.Past(state, ledger, journal)));
  }

  /**
   * Writes all that is left to write.
   *
   * @param settled whether the store has all rows
   */
  CompletionStage<Done> flush(boolean settled) {
    CompletableFuture<Done> events = new CompletableFuture<>();
    CompletableFuture<Done> states = new CompletableFuture<>();
    writer.tell(new CheckpointWriter.Flush(settled, states));
    journal.tell(new JournalWriter.Flush(settled, events));
    return states.thenCombine(events, (done, alsoDone) -> done);
  }
}
