package io.trebuchet.metrics;

/**
 * The paper's phases: lazy (c ≤ 2) and catapult (c > 2) converge, divergent does not; and trivial,
 * of nets that converge by switching off.
 */
public final class Phase {
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
    return switch (outcome) {
      case CONVERGED -> lambdaMaxFinal == 0 ? TRIVIAL : c > 2 ? CATAPULT : LAZY;
      case DIVERGED -> DIVERGENT;
      case DEAD, OSCILLATING, INCOMPLETE, STOPPED, FAILED -> "";
    };
  }
}
