package io.trebuchet.metrics;

/** The paper's phases: lazy (c ≤ 2) and catapult (c > 2) converge, divergent does not. */
public final class Phase {
  /** Converged at c ≤ 2. */
  public static final String LAZY = "lazy";

  /** Converged at c > 2. */
  public static final String CATAPULT = "catapult";

  /** Diverged. */
  public static final String DIVERGENT = "divergent";

  private Phase() {}

  /** The phase of an outcome at c; empty for outcomes that are neither. */
  public static String of(Outcome outcome, double c) {
    return switch (outcome) {
      case CONVERGED -> c > 2 ? CATAPULT : LAZY;
      case DIVERGED -> DIVERGENT;
      case DEAD, OSCILLATING, INCOMPLETE, STOPPED, FAILED -> "";
    };
  }
}
