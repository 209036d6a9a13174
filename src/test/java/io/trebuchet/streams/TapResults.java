package io.trebuchet.streams;

import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.TrialResult;

/** Results of trials for tests. */
public final class TapResults {

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
    return TrialResult.of(trial, 1)
        .at("", 2.5, 0.5)
        .ended(outcome, reason, 9)
        .loss(2, 1e6, 7, 1e-9)
        .catapults(1)
        .lambdaMax(4, 3)
        .etaLambda(2, 2, 1.5)
        .weightNormSq(10, 10, 5)
        .wallMillis(1)
        .build();
  }
}
