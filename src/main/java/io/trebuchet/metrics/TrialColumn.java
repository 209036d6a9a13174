package io.trebuchet.metrics;

import java.util.List;
import java.util.function.Function;

/** A column of {@code trials.csv}: its name and its text for a trial. */
public record TrialColumn(String name, Function<TrialResult, String> text) {
  private static final List<TrialColumn> ALL =
      List.of(
          new TrialColumn("trial", TrialResult::trial),
          new TrialColumn("seed", r -> Long.toString(r.seed())),
          new TrialColumn("params", TrialResult::params),
          new TrialColumn("c", r -> number(r.c())),
          new TrialColumn("learning_rate", r -> number(r.learningRate())),
          new TrialColumn("outcome", r -> r.outcome().word()),
          new TrialColumn("phase", TrialResult::phase),
          new TrialColumn("stop_reason", TrialResult::stopReason),
          new TrialColumn("steps", r -> Long.toString(r.steps())),
          new TrialColumn("loss_initial", r -> number(r.lossInitial())),
          new TrialColumn("loss_max", r -> number(r.lossMax())),
          new TrialColumn("loss_max_step", r -> Long.toString(r.lossMaxStep())),
          new TrialColumn("loss_final", r -> number(r.lossFinal())),
          new TrialColumn("catapults", r -> Long.toString(r.catapults())),
          new TrialColumn("lambda_max_initial", r -> number(r.lambdaMaxInitial())),
          new TrialColumn("lambda_max_final", r -> number(r.lambdaMaxFinal())),
          new TrialColumn("eta_lambda_initial", r -> number(r.etaLambdaInitial())),
          new TrialColumn("eta_lambda_max", r -> number(r.etaLambdaMax())),
          new TrialColumn("eta_lambda_final", r -> number(r.etaLambdaFinal())),
          new TrialColumn("weight_norm_sq_initial", r -> number(r.weightNormSqInitial())),
          new TrialColumn("weight_norm_sq_max", r -> number(r.weightNormSqMax())),
          new TrialColumn("weight_norm_sq_final", r -> number(r.weightNormSqFinal())),
          new TrialColumn("sparsity_1_final", r -> number(r.sparsity1Final())),
          new TrialColumn("sparsity_2_final", r -> number(r.sparsity2Final())),
          new TrialColumn("test_loss_final", r -> number(r.testLossFinal())),
          new TrialColumn("test_accuracy_final", r -> number(r.testAccuracyFinal())),
          new TrialColumn("bound_one_point_c", r -> number(r.boundOnePointC())),
          new TrialColumn("bound_method1_c", r -> number(r.boundMethod1C())),
          new TrialColumn("bound_method2_c", r -> number(r.boundMethod2C())),
          new TrialColumn("bound_doomed_c", r -> number(r.boundDoomedC())),
          new TrialColumn("wall_ms", r -> Long.toString(r.wallMillis())));

  /** All columns in order. */
  public static List<TrialColumn> all() {
    return ALL;
  }

  /** Full double precision; empty for a number that does not apply or is not finite. */
  private static String number(double value) {
    return Double.isFinite(value) ? Double.toString(value) : "";
  }
}
