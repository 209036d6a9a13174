package io.trebuchet.streams;

import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.TrialResult;

/** Results of trials for tests. */
public final class TapResults {
  private static final double NONE = Double.NaN;

  private TapResults() {}

  /** A trial that converged after a spike. */
  public static TrialResult converged(String trial) {
    return ended(trial, Outcome.CONVERGED, "loss-change");
  }

  /** A trial that a user stopped. */
  public static TrialResult stopped(String trial) {
    return ended(trial, Outcome.STOPPED, "user");
  }

  private static TrialResult ended(String trial, Outcome outcome, String reason) {
    return new TrialResult(
        trial, 1, "", 2.5, 0.5, outcome, reason, 9, 2, 1e6, 7, 1e-9, 1, 4, 3, 2, 2, 1.5, 10, 10, 5,
        NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, 1);
  }
}
