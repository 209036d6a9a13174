package io.trebuchet.actors;

import io.trebuchet.metrics.Ledger;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Brings the supervisor's events into the journal, in order and many at a time: the end of a trial
 * only once the store has settled all of its rows. A new sweep's journal is opened only when the
 * sweep turns out to last, since most toy sweeps are over before.
 */
final class JournalWriter {
  /** A sweep that lasts longer than this gets a journal. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final Duration POLL = Duration.ofMillis(50);
  private static final int MOST_AT_ONCE = 500;

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Ledger ledger;
  private final Durability durability;
  private final Deque<Append> waiting = new ArrayDeque<>();
  private final Deque<Append> sent = new ArrayDeque<>();
  private final List<Flush> flushes = new ArrayList<>();
  private @Nullable ActorRef<SweepJournal.Command> journal;
  private boolean recovered;
  private boolean allSettled;
  private boolean broken;

  private JournalWriter(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Ledger ledger,
      Durability durability) {
    this.context = context;
    this.timers = timers;
    this.ledger = ledger;
    this.durability = durability;
  }

  /** A writer that opens the journal later; blocks its thread meanwhile. */
  static Behavior<Command> create(Ledger ledger, Durability durability) {
    return Behaviors.withTimers(
        timers ->
            Behaviors.setup(
                context -> {
                  timers.startSingleTimer(new Open(new CompletableFuture<>()), PATIENCE);
                  JournalWriter writer = new JournalWriter(context, timers, ledger, durability);
                  return Behaviors.receiveMessage(writer::onCommand);
                }));
  }

  /** What a writer can be told; nothing of it leaves the process. */
  sealed interface Command {}

  /** Open the journal now and tell what is in it. */
  record Open(CompletableFuture<SweepState> contents) implements Command {}

  /**
   * Append an event.
   *
   * @param settledRows it is appended once so many rows are settled; 0 for at once
   * @param urgent whether somebody waits for it, so that the journal must be opened for it
   * @param safe completes when the event would survive the process
   */
  record Append(
      SweepJournal.Event event, long settledRows, boolean urgent, CompletableFuture<Done> safe)
      implements Command {}

  /**
   * Append all that can be appended.
   *
   * @param settled whether every row is settled now
   * @param done completes when that has been done, or at once if the journal was never opened
   */
  record Flush(boolean settled, CompletableFuture<Done> done) implements Command {}

  private record Poll() implements Command {}

  private record JournalRecovered(@Nullable SweepState state, @Nullable Throwable failure)
      implements Command {}

  private record Appended() implements Command {}

  private record JournalGone() implements Command {}

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case Open(CompletableFuture<SweepState> contents) -> open(contents);
      case Append append -> onAppend(append);
      case Flush flush -> onFlush(flush);
      case Poll() -> appendReady();
      case JournalRecovered(SweepState state, Throwable failure) -> onRecovered(failure);
      case Appended() -> onAppended();
      case JournalGone() -> breakDown("it ended");
    }
    return Behaviors.same();
  }

  private void open(CompletableFuture<SweepState> contents) {
    if (journal != null || broken) {
      return;
    }
    context.pipeToSelf(contents, JournalRecovered::new);
    try {
      JournalDatabase.prepare(durability.journal());
    } catch (IOException e) {
      contents.completeExceptionally(e);
      return;
    }
    journal =
        context.spawn(
            SweepJournal.create(contents), "journal", DispatcherSelector.defaultDispatcher());
    context.watchWith(journal, new JournalGone());
  }

  private void onRecovered(@Nullable Throwable failure) {
    if (failure != null) {
      breakDown(String.valueOf(failure.getMessage()));
      return;
    }
    recovered = true;
    appendReady();
  }

  private void onAppend(Append append) {
    if (broken) {
      append.safe().completeExceptionally(new IOException("the journal cannot be written"));
      return;
    }
    waiting.add(append);
    if (append.urgent()) {
      open(new CompletableFuture<>());
    }
    appendReady();
  }

  private void onFlush(Flush flush) {
    allSettled |= flush.settled();
    if (journal == null || broken) {
      flush.done().complete(Done.getInstance());
      return;
    }
    flushes.add(flush);
    appendReady();
  }

  private void onAppended() {
    sent.forEach(append -> append.safe().complete(Done.getInstance()));
    sent.clear();
    appendReady();
  }

  private void appendReady() {
    ActorRef<SweepJournal.Command> open = journal;
    if (open == null || !recovered || broken || !sent.isEmpty()) {
      return;
    }
    long settled = allSettled ? Long.MAX_VALUE : ledger.settledRows();
    while (!waiting.isEmpty()
        && waiting.getFirst().settledRows() <= settled
        && sent.size() < MOST_AT_ONCE) {
      sent.add(waiting.removeFirst());
    }
    if (!sent.isEmpty()) {
      open.tell(
          new SweepJournal.Append(
              sent.stream().map(Append::event).toList(),
              context.messageAdapter(Done.class, done -> new Appended())));
    } else {
      flushes.forEach(flush -> flush.done().complete(Done.getInstance()));
      flushes.clear();
      if (!waiting.isEmpty()) {
        timers.startSingleTimer(new Poll(), POLL);
      }
    }
  }

  /** The sweep is worth more than its journal: without it a resume computes more again. */
  private void breakDown(String why) {
    if (broken) {
      return;
    }
    broken = true;
    context.getLog().warn("the journal cannot be written: {}", why);
    durability
        .warn()
        .accept(
            "the journal in %s cannot be written (%s): a resume would compute ended trials again"
                .formatted(durability.journal(), why));
    IOException failure = new IOException("the journal cannot be written: " + why);
    sent.forEach(append -> append.safe().completeExceptionally(failure));
    waiting.forEach(append -> append.safe().completeExceptionally(failure));
    sent.clear();
    waiting.clear();
    flushes.forEach(flush -> flush.done().complete(Done.getInstance()));
    flushes.clear();
  }
}
