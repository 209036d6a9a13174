package io.trebuchet.trial;

import io.trebuchet.config.TrialSpec;
import io.trebuchet.control.TrialHistory;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.Phase;
import io.trebuchet.metrics.Series;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.physics.Bounds;
import io.trebuchet.physics.Measurement;

/** Rows of {@code trials.csv}. */
public final class ResultRow {
  private static final double UNKNOWN = Double.NaN;

  private ResultRow() {}

  /** The row of a trial that ended before its step 0. */
  public static TrialResult notStarted(TrialSpec spec, Outcome outcome, String reason) {
    return of(
        new Series("", "", spec.id(), spec.seed(), spec.rate().c(UNKNOWN)),
        spec.point().joinedParams(),
        spec.rate().eta(UNKNOWN),
        outcome,
        reason,
        TrialHistory.create(),
        Bounds.NONE,
        Phase.EDGE,
        0);
  }

  /** The row of a trial with this past, which ends now. */
  static TrialResult of(
      Series series,
      String params,
      double learningRate,
      Outcome outcome,
      String reason,
      TrialHistory past,
      Bounds bounds,
      double edge,
      long wallMillis) {
    Measurement initial = past.initial();
    Measurement last = past.last();
    return TrialResult.of(series.trial(), series.seed())
        .at(params, series.c(), learningRate)
        .ended(outcome, reason, Math.max(0, past.step()))
        .loss(initial.loss, past.lossMax(), past.lossMaxStep(), last.loss)
        .catapults(past.catapults())
        .lambdaMax(initial.lambdaMax, last.lambdaMax)
        .etaLambda(initial.etaLambda, past.etaLambdaMax(), last.etaLambda)
        .weightNormSq(initial.weightNormSq, past.weightNormSqMax(), last.weightNormSq)
        .sparsity(last.sparsity1, last.sparsity2)
        .test(last.testLoss, last.testAccuracy)
        .bounds(bounds.onePointC(), bounds.method1C(), bounds.method2C(), bounds.doomedC())
        .wallMillis(wallMillis)
        .phase(Phase.of(outcome, series.c(), last.lambdaMax, edge))
        .build();
  }
}
