package io.trebuchet.metrics;

import org.jspecify.annotations.Nullable;

/**
 * A change of a trial's state: a row of the measurement {@code trial}.
 *
 * @param timestamp wall-clock nanoseconds since the epoch
 * @param reason why, in a few words; empty for a plain start
 * @param step the trial's last measured step
 * @param result the final values, once the trial has ended
 */
public record TrialEvent(
    Series series,
    long timestamp,
    State state,
    String reason,
    long step,
    @Nullable TrialResult result)
    implements Emission {

  /** A trial's state. */
  public enum State {
    /** Its first step is about to be measured. */
    STARTED,
    /** It ended; the result says how. */
    ENDED;

    /** The word in databases. */
    public String word() {
      return this == STARTED ? "started" : "ended";
    }
  }

  @Override
  public int rows() {
    return 1;
  }
}
