package io.trebuchet.terminal;

import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.TrialResult;

/** Results of trials for tests. */
final class Results {
  private Results() {}

  /**
   * A result.
   *
   * @param loss initial, largest, final
   * @param norm initial, final
   * @param bounds one point, method 1, method 2, doomed
   */
  static TrialResult result(
      String trial,
      long seed,
      double c,
      Outcome outcome,
      String reason,
      long steps,
      double[] loss,
      long lossMaxStep,
      double etaLambdaFinal,
      double[] norm,
      double[] bounds) {
    double none = Double.NaN;
    return TrialResult.of(trial, seed)
        .at("", c, c)
        .ended(outcome, reason, steps)
        .loss(loss[0], loss[1], lossMaxStep, loss[2])
        .lambdaMax(1, none)
        .etaLambda(c, none, etaLambdaFinal)
        .weightNormSq(norm[0], none, norm[1])
        .bounds(bounds[0], bounds[1], bounds[2], bounds[3])
        .wallMillis(1)
        .build();
  }

  static TrialResult ended(String trial, long seed, double c, Outcome outcome) {
    double none = Double.NaN;
    return result(
        trial,
        seed,
        c,
        outcome,
        "",
        312,
        new double[] {0.49, 123.4, 3.1e-9},
        14,
        0.87,
        new double[] {1000, 710},
        new double[] {none, none, none, none});
  }
}
