package io.trebuchet.durable;

import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.metrics.TrialSteps;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The supervisor's memory: what happened to a sweep, as events that survive the process. Whoever
 * holds one is the only one to append. Not thread-safe.
 */
public interface SweepJournal extends AutoCloseable {
  /**
   * Sees all events, from the first.
   *
   * @throws IOException if they cannot be read; the message says what to do
   */
  void read(Consumer<Entry> each) throws IOException;

  /**
   * Appends events, all or none. They survive a crash of the machine when this returns.
   *
   * @throws IOException if they might not; nothing can be appended from then on
   */
  void append(List<Event> events) throws IOException;

  @Override
  void close() throws IOException;

  /** An event and when it was appended. */
  record Entry(Instant time, Event event) {}

  /** What happened to a sweep. */
  sealed interface Event {
    /** The event of a trial's end. */
    static Event endOf(TrialResult result, @Nullable TrialSteps steps) {
      return result.outcome() == Outcome.STOPPED
          ? new TrialStopped(result, steps)
          : new TrialEnded(result, steps);
    }
  }

  /**
   * A new run began; events before it are of a process that ended before it was a run.
   *
   * @param files of the run, to be made again from here; null where they were not noted
   */
  record SweepBegun(String run, @Nullable RunTexts files) implements Event {
    /** That of a run whose files are not noted. */
    public SweepBegun(String run) {
      this(run, null);
    }
  }

  /**
   * A run went on, perhaps with more trials.
   *
   * @param files of the run from then on
   */
  record SweepResumed(RunTexts files) implements Event {}

  /**
   * What the files say without which a run cannot go on.
   *
   * @param manifest a line of JSON
   * @param config resolved
   */
  record RunTexts(String manifest, String config) {}

  /** A trial began or went on. */
  record TrialStarted(String trial) implements Event {}

  /**
   * A trial ended by itself; all its metrics are safe.
   *
   * @param steps all that it recorded; null if that is not known
   */
  record TrialEnded(TrialResult result, @Nullable TrialSteps steps) implements Event {}

  /** A user stopped a trial; the same holds. */
  record TrialStopped(TrialResult result, @Nullable TrialSteps steps) implements Event {}

  /** A trial was told to hold. */
  record TrialPaused(String trial) implements Event {}

  /** A trial was told to go on. */
  record TrialContinued(String trial) implements Event {}

  /** All trials were told to hold. */
  record SweepPaused() implements Event {}

  /** All trials were told to go on. */
  record SweepContinued() implements Event {}
}
