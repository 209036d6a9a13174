package io.trebuchet.metrics;

import java.util.Locale;

/** How a trial ended. */
public enum Outcome {
  /** |ΔL| below {@code stop.loss-change} with ηλ_max ≤ 2.1: the loss is at a minimum. */
  CONVERGED,
  /** Overflowed, or stopped by a certificate that it cannot converge. */
  DIVERGED,
  /** The NTK is zero while the loss is above zero. */
  DEAD,
  /** Step limit: the mean loss of the last tenth is ≥ 0.99 × that of the tenth before. */
  OSCILLATING,
  /** Step limit: the loss was still falling. */
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
