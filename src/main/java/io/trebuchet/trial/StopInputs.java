package io.trebuchet.trial;

import io.trebuchet.control.TrialHistory;
import io.trebuchet.metrics.Metric;
import io.trebuchet.physics.Measurement;
import java.util.LinkedHashMap;
import java.util.Map;

/** The numbers that a verdict can rest on, by column. */
final class StopInputs {
  private StopInputs() {}

  /** Those of the last computed step that apply. */
  static Map<String, Double> of(Measurement m, TrialHistory past, double learningRate) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put(Metric.LOSS.column(), m.loss);
    values.put(Metric.WEIGHT_NORM_SQ.column(), m.weightNormSq);
    values.put(Metric.LAMBDA_MAX.column(), m.lambdaMax);
    values.put(Metric.ETA_LAMBDA.column(), m.etaLambda);
    putIfApplies(values, Metric.GRADIENT_NORM_SQ.column(), m.gradientNormSq);
    putIfApplies(values, Metric.SAFE_MARGIN.column(), m.safeMargin);
    putIfApplies(values, Metric.DOOMED_MARGIN.column(), m.doomedMargin);
    putIfApplies(values, "returns_level", m.returnsLevel);
    putIfApplies(values, "excess_loss", m.excessLoss);
    putIfApplies(values, "curvature", m.curvature);
    values.put("learning_rate", learningRate);
    values.put("loss_initial", past.initial().loss);
    values.put("loss_max", past.lossMax());
    return values;
  }

  private static void putIfApplies(Map<String, Double> values, String name, double value) {
    if (!Double.isNaN(value)) {
      values.put(name, value);
    }
  }
}
