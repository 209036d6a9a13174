package io.trebuchet.trial;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.MetricBlock;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** A trial's wall clock: how long it has run, and timestamps that strictly increase. */
final class TrialClock {
  private final InstantSource source;
  private final LongSupplier nanoTime;
  private final long startedNanos;
  private long lastTimestamp;
  private long chunkStart;

  private TrialClock(
      InstantSource source, LongSupplier nanoTime, long ranNanos, long lastTimestamp) {
    this.source = source;
    this.nanoTime = nanoTime;
    this.startedNanos = nanoTime.getAsLong() - ranNanos;
    this.lastTimestamp = lastTimestamp;
  }

  /**
   * The clock of a trial that starts now, or goes on.
   *
   * @param ranNanos how long it ran before
   * @param lastTimestamp the largest one given out so far
   */
  static TrialClock start(InstantSource source, long ranNanos, long lastTimestamp) {
    return start(source, System::nanoTime, ranNanos, lastTimestamp);
  }

  /**
   * The same.
   *
   * @param nanoTime a clock that nobody sets, as {@link System#nanoTime}: how long something took
   */
  static TrialClock start(
      InstantSource source, LongSupplier nanoTime, long ranNanos, long lastTimestamp) {
    return new TrialClock(source, nanoTime, ranNanos, lastTimestamp);
  }

  /** A chunk begins. */
  void begin() {
    chunkStart = Math.max(lastTimestamp, Emission.timestamp(source.instant()));
  }

  /** The chunk ends; its rows share the time that it took. */
  void stamp(MetricBlock.Builder rows) {
    rows.spreadTimestamps(chunkStart, Emission.timestamp(source.instant()));
    lastTimestamp = rows.lastTimestamp();
  }

  /** The largest timestamp given out. */
  long lastTimestamp() {
    return lastTimestamp;
  }

  /** How long the trial has run, in all processes. */
  long ranNanos() {
    return nanoTime.getAsLong() - startedNanos;
  }
}
