package io.trebuchet.actors;

import io.trebuchet.durable.SweepJournal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.pattern.StatusReply;

/**
 * Brings the supervisor's events into the journal, in order and many at a time: the end of a trial
 * only once all of its rows are settled and would outlive a crash of the machine.
 */
final class JournalWriter {
  /** Events that nobody waits for are forced to the disk together, so that sweeps do not wait. */
  private static final Duration PAUSE = Duration.ofMillis(50);

  private static final int MOST_AT_ONCE = 500;

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final SweepJournal journal;
  private final LongSupplier safeRows;
  private final Consumer<String> warn;
  private final Deque<Append> waiting = new ArrayDeque<>();
  private final Confirmations confirmations = Confirmations.create();
  private boolean allSettled;
  private boolean broken;

  private JournalWriter(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      SweepJournal journal,
      LongSupplier safeRows,
      Consumer<String> warn) {
    this.context = context;
    this.timers = timers;
    this.journal = journal;
    this.safeRows = safeRows;
    this.warn = warn;
  }

  /**
   * A writer into a journal that stays its opener's to close; blocks its thread as it writes.
   *
   * @param safeRows how many settled rows would outlive a crash of the machine
   */
  static Behavior<Command> create(
      SweepJournal journal, LongSupplier safeRows, Consumer<String> warn) {
    return Behaviors.withTimers(
        timers ->
            Behaviors.setup(
                context -> {
                  JournalWriter writer =
                      new JournalWriter(context, timers, journal, safeRows, warn);
                  return Behaviors.receiveMessage(writer::onCommand);
                }));
  }

  /** What a writer can be told; nothing of it leaves the process. */
  sealed interface Command {}

  /**
   * Append an event.
   *
   * @param settledRows it is appended once so many rows are settled for good; 0 for at once
   * @param urgent whether somebody waits for it, see {@link Confirm}
   */
  record Append(SweepJournal.Event event, long settledRows, boolean urgent) implements Command {}

  /** Asks for an answer once the urgent events so far would survive the process, or cannot. */
  record Confirm(ActorRef<StatusReply<Done>> replyTo) implements Command {}

  /**
   * Append all that can be appended.
   *
   * @param settled whether every row is settled for good now
   */
  record Flush(boolean settled, ActorRef<Flushed> replyTo) implements Command {}

  /** All that could be appended is. */
  record Flushed() {}

  private record Write() implements Command {}

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case Append append -> onAppend(append);
      case Confirm(ActorRef<StatusReply<Done>> replyTo) -> confirmations.ask(replyTo);
      case Flush(boolean settled, ActorRef<Flushed> replyTo) -> {
        allSettled |= settled;
        appendReady();
        replyTo.tell(new Flushed());
      }
      case Write() -> appendReady();
    }
    return Behaviors.same();
  }

  private void onAppend(Append append) {
    if (append.urgent()) {
      confirmations.took();
    }
    if (broken) {
      return;
    }
    waiting.add(append);
    if (append.urgent()) {
      // Behind what came meanwhile, which then goes to the disk together with it.
      context.getSelf().tell(new Write());
    } else {
      writeLater();
    }
  }

  private void writeLater() {
    Write write = new Write();
    if (!timers.isTimerActive(write)) {
      timers.startSingleTimer(write, PAUSE);
    }
  }

  private void appendReady() {
    for (List<Append> ready = takeReady(); !ready.isEmpty(); ready = takeReady()) {
      try {
        journal.append(ready.stream().map(Append::event).toList());
      } catch (IOException | RuntimeException e) {
        breakDown(String.valueOf(e.getMessage()));
        return;
      }
      confirmations.wrote(ready.stream().filter(Append::urgent).count());
    }
    if (!waiting.isEmpty()) {
      writeLater();
    }
  }

  private List<Append> takeReady() {
    long settled = allSettled ? Long.MAX_VALUE : safeRows.getAsLong();
    List<Append> ready = new ArrayList<>();
    while (!waiting.isEmpty()
        && waiting.getFirst().settledRows() <= settled
        && ready.size() < MOST_AT_ONCE) {
      ready.add(waiting.removeFirst());
    }
    return ready;
  }

  /** The sweep is worth more than its journal: without it a resume computes more again. */
  private void breakDown(String why) {
    broken = true;
    context.getLog().warn("{}", why);
    warn.accept(why + ": a resume would compute ended trials again");
    confirmations.failed(why);
    waiting.clear();
  }
}
