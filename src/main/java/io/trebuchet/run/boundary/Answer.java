package io.trebuchet.run.boundary;

import io.trebuchet.metrics.Outcome;

/** What a trial says about convergence at its c. */
public enum Answer {
  /** It converged. */
  CONVERGES,
  /** It cannot: it overflowed, is proven not to converge, or is dead. */
  FAILS,
  /** It ran out of steps, its loss falling or going up and down, was stopped, or broke off. */
  UNDECIDED;

  /** What an outcome says. */
  public static Answer of(Outcome outcome) {
    return switch (outcome) {
      case CONVERGED -> CONVERGES;
      case DIVERGED, DEAD -> FAILS;
      case OSCILLATING, INCOMPLETE, STOPPED, FAILED -> UNDECIDED;
    };
  }
}
