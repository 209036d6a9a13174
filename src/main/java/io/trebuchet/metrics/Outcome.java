package io.trebuchet.metrics;

import java.util.Locale;

/** How a trial ended. */
public enum Outcome {
  /**
   * |ΔL| below {@code stop.loss-change} at a minimum: no gradient to speak of, and a Hessian that
   * gradient descent can hold and that is no saddle's. Or proven by a certificate.
   */
  CONVERGED,
  /** Overflowed, or stopped by a certificate that it cannot converge. */
  DIVERGED,
  /** The NTK is zero while the loss is above zero. */
  DEAD,
  /**
   * Step limit: in the last tenth of the steps the loss rose in at least a tenth of them, and its
   * mean did not fall by 1%.
   */
  OSCILLATING,
  /** Step limit, in every other way: the loss may still fall. */
  INCOMPLETE,
  /** Stopped by a user, a heuristic or a comparing rule. */
  STOPPED,
  /** An error; the reason names its cause. */
  FAILED;

  /** The word in files and databases. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The outcome of a word. */
  public static Outcome ofWord(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
