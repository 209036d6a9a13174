package io.trebuchet.metrics;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A change of a trial's state: a row of the measurement {@code trial}.
 *
 * @param timestamp wall-clock nanoseconds since the epoch
 * @param reason why, in a few words; empty for a plain start
 * @param step the trial's last measured step
 * @param result the final values, once the trial has ended
 * @param stop the grounds of its end, or of the failure of its rule
 */
public record TrialEvent(
    Series series,
    long timestamp,
    State state,
    String reason,
    long step,
    @Nullable TrialResult result,
    @Nullable StopRecord stop)
    implements Emission {
  /** An event without grounds. */
  public TrialEvent(
      Series series,
      long timestamp,
      State state,
      String reason,
      long step,
      @Nullable TrialResult result) {
    this(series, timestamp, state, reason, step, result, null);
  }

  /** A trial's state. */
  public enum State {
    /** Its first step is about to be measured. */
    STARTED,
    /** Its stop rule failed; it goes on without. */
    RULE_FAILED,
    /** It ended; the result says how. */
    ENDED;

    /** The word in databases. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Override
  public int rows() {
    return 1;
  }
}
