package io.trebuchet.metrics;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** A column of {@code trials.csv}: its name, what it holds, and its text for a trial. */
public record TrialColumn(String name, Kind kind, Function<TrialResult, String> text) {
  /** What a column holds. */
  public enum Kind {
    /** Words; may be empty. */
    TEXT,
    /** A {@code long}. */
    INTEGER,
    /** A {@code double}; empty where it does not apply. */
    NUMBER
  }

  private static final List<TrialColumn> ALL =
      List.of(
          text("trial", TrialResult::trial),
          integer("seed", TrialResult::seed),
          text("params", TrialResult::params),
          number("c", TrialResult::c),
          number("learning_rate", TrialResult::learningRate),
          text("outcome", r -> r.outcome().word()),
          text("phase", TrialResult::phase),
          text("stop_reason", TrialResult::stopReason),
          integer("steps", TrialResult::steps),
          number("loss_initial", TrialResult::lossInitial),
          number("loss_max", TrialResult::lossMax),
          integer("loss_max_step", TrialResult::lossMaxStep),
          number("loss_final", TrialResult::lossFinal),
          integer("catapults", TrialResult::catapults),
          number("lambda_max_initial", TrialResult::lambdaMaxInitial),
          number("lambda_max_final", TrialResult::lambdaMaxFinal),
          number("eta_lambda_initial", TrialResult::etaLambdaInitial),
          number("eta_lambda_max", TrialResult::etaLambdaMax),
          number("eta_lambda_final", TrialResult::etaLambdaFinal),
          number("weight_norm_sq_initial", TrialResult::weightNormSqInitial),
          number("weight_norm_sq_max", TrialResult::weightNormSqMax),
          number("weight_norm_sq_final", TrialResult::weightNormSqFinal),
          number("sparsity_1_final", TrialResult::sparsity1Final),
          number("sparsity_2_final", TrialResult::sparsity2Final),
          number("test_loss_final", TrialResult::testLossFinal),
          number("test_accuracy_final", TrialResult::testAccuracyFinal),
          number("bound_one_point_c", TrialResult::boundOnePointC),
          number("bound_method1_c", TrialResult::boundMethod1C),
          number("bound_method2_c", TrialResult::boundMethod2C),
          number("bound_doomed_c", TrialResult::boundDoomedC),
          integer("wall_ms", TrialResult::wallMillis));

  /** All columns in order. */
  public static List<TrialColumn> all() {
    return ALL;
  }

  private static TrialColumn text(String name, Function<TrialResult, String> value) {
    return new TrialColumn(name, Kind.TEXT, value);
  }

  private static TrialColumn integer(String name, ToLongFunction<TrialResult> value) {
    return new TrialColumn(name, Kind.INTEGER, r -> Long.toString(value.applyAsLong(r)));
  }

  private static TrialColumn number(String name, ToDoubleFunction<TrialResult> value) {
    return new TrialColumn(name, Kind.NUMBER, r -> number(value.applyAsDouble(r)));
  }

  /** Full double precision; empty for a number that does not apply or is not finite. */
  private static String number(double value) {
    return Double.isFinite(value) ? Double.toString(value) : "";
  }
}
