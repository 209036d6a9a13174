package io.trebuchet.actors;

import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.TrialResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * The supervisor's memory: what it decided, as events that survive the process. An actor of its own
 * so that trials need not wait for a database to open.
 */
public final class SweepJournal
    extends EventSourcedBehavior<SweepJournal.Command, SweepJournal.Event, SweepState> {
  private static final PersistenceId ID = PersistenceId.ofUniqueId("sweep");

  private final CompletableFuture<SweepState> recovered;

  private SweepJournal(CompletableFuture<SweepState> recovered) {
    super(ID);
    this.recovered = recovered;
  }

  /** A journal that first completes {@code recovered} with the state of all events so far. */
  public static Behavior<Command> create(CompletableFuture<SweepState> recovered) {
    return Behaviors.setup(context -> new SweepJournal(recovered));
  }

  /** What a journal can be told. */
  public sealed interface Command {}

  /** Append these events, all or none, and say so when they would survive the process. */
  public record Append(List<Event> events, ActorRef<Done> replyTo) implements Command {
    /** Copies the list. */
    public Append {
      events = List.copyOf(events);
    }
  }

  /** What happened to a sweep. */
  public sealed interface Event {
    /** The event of a trial's end. */
    static Event endOf(TrialResult result) {
      return result.outcome() == Outcome.STOPPED
          ? new TrialStopped(result)
          : new TrialEnded(result);
    }
  }

  /** A new run began; events before it are of a process that ended before it was a run. */
  public record SweepBegun(String run) implements Event {}

  /** A trial began or went on. */
  public record TrialStarted(String trial) implements Event {}

  /** A trial ended by itself; all its metrics are safe. */
  public record TrialEnded(TrialResult result) implements Event {}

  /** A user stopped a trial; all its metrics are safe. */
  public record TrialStopped(TrialResult result) implements Event {}

  /** A trial was told to hold. */
  public record TrialPaused(String trial) implements Event {}

  /** A trial was told to go on. */
  public record TrialContinued(String trial) implements Event {}

  /** All trials were told to hold. */
  public record SweepPaused() implements Event {}

  /** All trials were told to go on. */
  public record SweepContinued() implements Event {}

  @Override
  public SweepState emptyState() {
    return SweepState.create();
  }

  @Override
  public CommandHandler<Command, Event, SweepState> commandHandler() {
    return (state, command) ->
        switch (command) {
          case Append(List<Event> events, ActorRef<Done> replyTo) ->
              Effect().persist(events).thenReply(replyTo, ignored -> Done.getInstance());
        };
  }

  @Override
  public EventHandler<SweepState, Event> eventHandler() {
    return SweepState::apply;
  }

  @Override
  public SignalHandler<SweepState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), state -> recovered.complete(state.copy()))
        .onSignal(
            RecoveryFailed.class,
            (state, failed) -> recovered.completeExceptionally(failed.getFailure()))
        .build();
  }
}
