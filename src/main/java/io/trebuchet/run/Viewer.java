package io.trebuchet.run;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.streams.SweepTap;

/**
 * Watches a run, and holds nothing of it back: from {@link #begin} to {@link #close}, after which
 * another sweep may begin. Calls come from several threads; those with emissions from the trials',
 * and must not wait.
 */
public interface Viewer extends AutoCloseable {
  /**
   * The sweep begins.
   *
   * @param tap what is known of its trials at any time
   */
  default void begin(String sweep, SweepTap tap) {}

  /** An element of the metric stream, which the tap has seen. */
  default void accept(Emission emission) {}

  /** A trial that ended in an earlier process, as the tap knows too. */
  default void restore(TrialResult result) {}

  /** A line for whoever watches. */
  default void say(String line) {}

  /** A line that nobody should miss, watching or not. */
  default void warn(String line) {}

  /**
   * Something is counted before the sweep begins.
   *
   * @param total how far; 0 if nobody knows
   */
  default Counting counting(String unit, long total) {
    return more -> {};
  }

  /** The sweep has ended. */
  @Override
  default void close() {}

  /** Takes a count. */
  @FunctionalInterface
  interface Counting extends AutoCloseable {
    /** So many more. */
    void add(long more);

    @Override
    default void close() {}
  }
}
