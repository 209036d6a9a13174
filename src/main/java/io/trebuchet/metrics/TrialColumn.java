package io.trebuchet.metrics;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * A column of {@code trials.csv}: its name, what it holds, and its text for a trial.
 *
 * @param value what the text is of: a {@code String}, {@code Long} or {@code Double}, as its kind
 */
public record TrialColumn(
    String name,
    Kind kind,
    Function<TrialResult, String> text,
    Function<TrialResult, Object> value) {
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

  /** The values of a row by column; a missing or impossible one is an error. */
  public interface Values {
    /** What a {@link Kind#TEXT} holds. */
    String text(String column);

    /** The phase, where it is not the one that follows from other columns; else it may be empty. */
    Optional<String> phase();

    /** What an {@link Kind#INTEGER} holds. */
    long integer(String column);

    /** What a {@link Kind#NUMBER} holds; NaN where it does not apply. */
    double number(String column);
  }

  /**
   * The result that a row is of.
   *
   * @throws IllegalArgumentException if a value is none
   */
  public static TrialResult result(Values values) {
    TrialResult.Builder result = TrialResult.of(values.text("trial"), values.integer("seed"));
    values.phase().ifPresent(result::phase);
    return result
        .at(values.text("params"), values.number("c"), values.number("learning_rate"))
        .ended(
            Outcome.ofWord(values.text("outcome")),
            values.text("stop_reason"),
            values.integer("steps"))
        .loss(
            values.number("loss_initial"),
            values.number("loss_max"),
            values.integer("loss_max_step"),
            values.number("loss_final"))
        .catapults(values.integer("catapults"))
        .lambdaMax(values.number("lambda_max_initial"), values.number("lambda_max_final"))
        .etaLambda(
            values.number("eta_lambda_initial"),
            values.number("eta_lambda_max"),
            values.number("eta_lambda_final"))
        .weightNormSq(
            values.number("weight_norm_sq_initial"),
            values.number("weight_norm_sq_max"),
            values.number("weight_norm_sq_final"))
        .sparsity(values.number("sparsity_1_final"), values.number("sparsity_2_final"))
        .test(values.number("test_loss_final"), values.number("test_accuracy_final"))
        .bounds(
            values.number("bound_one_point_c"),
            values.number("bound_method1_c"),
            values.number("bound_method2_c"),
            values.number("bound_doomed_c"))
        .wallMillis(values.integer("wall_ms"))
        .build();
  }

  private static TrialColumn text(String name, Function<TrialResult, String> value) {
    return new TrialColumn(name, Kind.TEXT, value, value::apply);
  }

  private static TrialColumn integer(String name, ToLongFunction<TrialResult> value) {
    return new TrialColumn(
        name, Kind.INTEGER, r -> Long.toString(value.applyAsLong(r)), value::applyAsLong);
  }

  private static TrialColumn number(String name, ToDoubleFunction<TrialResult> value) {
    return new TrialColumn(
        name, Kind.NUMBER, r -> number(value.applyAsDouble(r)), value::applyAsDouble);
  }

  /** Full double precision; empty for a number that does not apply or is not finite. */
  private static String number(double value) {
    return Double.isFinite(value) ? Double.toString(value) : "";
  }
}
