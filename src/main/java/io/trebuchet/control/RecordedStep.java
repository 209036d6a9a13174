package io.trebuchet.control;

import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.physics.Measurement;

/** A step as a store has it: a number that was not finite comes back as NaN. */
public final class RecordedStep {
  private RecordedStep() {}

  /** Reads a row into a measurement; what is not recorded is NaN. */
  public static void read(MetricBlock block, int row, Measurement into) {
    into.loss = block.value(Metric.LOSS, row);
    into.weightNormSq = block.value(Metric.WEIGHT_NORM_SQ, row);
    into.lambdaMax = block.value(Metric.LAMBDA_MAX, row);
    into.etaLambda = block.value(Metric.ETA_LAMBDA, row);
    into.gradientNormSq = block.value(Metric.GRADIENT_NORM_SQ, row);
    into.sparsity1 = block.value(Metric.SPARSITY_1, row);
    into.sparsity2 = block.value(Metric.SPARSITY_2, row);
    into.testLoss = block.value(Metric.TEST_LOSS, row);
    into.testAccuracy = block.value(Metric.TEST_ACCURACY, row);
    into.safeMargin = block.value(Metric.SAFE_MARGIN, row);
    into.doomedMargin = block.value(Metric.DOOMED_MARGIN, row);
  }
}
