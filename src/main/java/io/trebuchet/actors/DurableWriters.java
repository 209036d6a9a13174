package io.trebuchet.actors;

import io.trebuchet.durable.Durability;
import io.trebuchet.durable.SweepJournal;
import io.trebuchet.durable.SweepState;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.storage.CheckpointFiles;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/** The actors that keep what a sweep must not forget. */
final class DurableWriters {
  private final Durability durability;
  private final Ledger ledger;
  private final ActorRef<JournalWriter.Command> journal;
  private final ActorRef<CheckpointWriter.Command> writer;
  private final Checkpoints checkpoints;
  private final OneReply<JournalWriter.Flushed> events;
  private final OneReply<CheckpointWriter.Flushed> states;

  private DurableWriters(
      ActorContext<SweepSupervisor.Command> context,
      Durability durability,
      Ledger ledger,
      LongSupplier safeRows) {
    this.durability = durability;
    this.ledger = ledger;
    SaveRoom room = SaveRoom.of(SaveRoom.MOST_BYTES);
    CheckpointFiles files = CheckpointFiles.in(durability.checkpoints());
    journal =
        context.spawn(
            JournalWriter.create(durability.journal(), safeRows, durability.warn()),
            "journal-writer",
            DispatcherSelector.blocking());
    writer =
        context.spawn(
            CheckpointWriter.create(files, room, ledger, durability.warn()),
            "checkpoint-writer",
            DispatcherSelector.blocking());
    checkpoints = new Checkpoints(durability, files, room, ledger, writer);
    events = OneReply.awaited(context, "journal-flushed");
    states = OneReply.awaited(context, "checkpoints-flushed");
  }

  /** Spawns the actors as children of the sweep's guardian. */
  static DurableWriters of(
      ActorContext<SweepSupervisor.Command> context,
      Durability durability,
      Ledger ledger,
      LongSupplier safeRows) {
    return new DurableWriters(context, durability, ledger, safeRows);
  }

  Checkpoints checkpoints() {
    return checkpoints;
  }

  /** What the supervisor goes on from; what is known besides goes into the journal. */
  SweepSupervisor.Past past() {
    SweepState before = durability.past();
    SweepState state = before == null ? SweepState.create() : before.copy();
    for (SweepJournal.Event event : state.learn(durability.known(), ledger.recorded())) {
      journal.tell(new JournalWriter.Append(event, 0, false));
    }
    state.recorded().forEach(ledger::recorded);
    durability.recovered().accept(state.copy());
    return new SweepSupervisor.Past(state, ledger, journal);
  }

  /**
   * Writes all that is left to write, once and at the end.
   *
   * @param settled whether the store has all rows
   * @param safe whether they would outlive a crash of the machine, too
   */
  CompletionStage<Done> flush(boolean settled, boolean safe) {
    writer.tell(new CheckpointWriter.Flush(settled, states.replyTo()));
    journal.tell(new JournalWriter.Flush(settled && safe, events.replyTo()));
    return states.reply().thenCombine(events.reply(), (written, appended) -> Done.getInstance());
  }
}
