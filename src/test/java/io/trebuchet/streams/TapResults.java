package io.trebuchet.streams;

import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.TrialResult;

/** Results of trials for tests. */
public final class TapResults {
  private static final double NONE = Double.NaN;

  private TapResults() {}

  /** A trial that converged after a spike. */
  public static TrialResult converged(String trial) {
    return new TrialResult(
        trial,
        1,
        "",
        2.5,
        0.5,
        Outcome.CONVERGED,
        "loss-change",
        9,
        2,
        1e6,
        7,
        1e-9,
        1,
        4,
        3,
        2,
        2,
        1.5,
        10,
        10,
        5,
        NONE,
        NONE,
        NONE,
        NONE,
        NONE,
        NONE,
        NONE,
        NONE,
        1);
  }
}
