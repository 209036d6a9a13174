package io.trebuchet.cli.boundary;

import io.trebuchet.metrics.Outcome;

/** What a trial says about convergence at its c. */
public enum Answer {
  /** It converged. */
  CONVERGES,
  /** It cannot, or did not and was no longer getting anywhere. */
  FAILS,
  /** It ran out of steps while its loss still fell, was stopped, or broke off with an error. */
  UNDECIDED;

  /** What an outcome says. */
  public static Answer of(Outcome outcome) {
    return switch (outcome) {
      case CONVERGED -> CONVERGES;
      case DIVERGED, DEAD, OSCILLATING -> FAILS;
      case INCOMPLETE, STOPPED, FAILED -> UNDECIDED;
    };
  }
}
