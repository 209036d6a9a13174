package io.trebuchet.metrics;

/**
 * The paper's phases: lazy (c ≤ 2) and catapult (c > 2) converge, divergent does not; and trivial,
 * of nets that converge by switching off. Of other update rules their edge of stability stands in
 * place of 2.
 */
public final class Phase {
  /** The edge of gradient descent. */
  public static final double EDGE = 2;

  /** Converged at c ≤ 2. */
  public static final String LAZY = "lazy";

  /** Converged at c > 2. */
  public static final String CATAPULT = "catapult";

  /** Converged with λ_max = 0: no unit is active, and the labels are 0. */
  public static final String TRIVIAL = "trivial";

  /** Diverged. */
  public static final String DIVERGENT = "divergent";

  private Phase() {}

  /** The phase of an outcome at c; empty for outcomes that are none. */
  public static String of(Outcome outcome, double c, double lambdaMaxFinal) {
    return of(outcome, c, lambdaMaxFinal, EDGE);
  }

  /**
   * The same under another update rule.
   *
   * @param edge the largest c at which it is stable; NaN of a rule whose edge is not one of c
   */
  public static String of(Outcome outcome, double c, double lambdaMaxFinal, double edge) {
    return switch (outcome) {
      case CONVERGED ->
          lambdaMaxFinal == 0 ? TRIVIAL : Double.isNaN(edge) ? "" : c > edge ? CATAPULT : LAZY;
      case DIVERGED -> DIVERGENT;
      case DEAD, OSCILLATING, INCOMPLETE, STOPPED, FAILED -> "";
    };
  }
}
