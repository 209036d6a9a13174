package io.trebuchet.physics.observe;

import io.trebuchet.metrics.Metric;
import java.util.List;

/**
 * The top eigenvalue of the Gauss–Newton matrix JᵀCJ/D, C the curvature of the loss: that of the
 * NTK where the loss is squared. Free; always recorded where it is another.
 */
public final class GaussNewton implements Observable {
  /** Its word. */
  public static final String WORD = "gauss-newton";

  private static final Metric GAUSS_NEWTON_MAX =
      Metric.of("gauss_newton_max", "top eigenvalue of the Gauss–Newton matrix", WORD);

  @Override
  public String word() {
    return WORD;
  }

  @Override
  public List<Metric> metrics() {
    return List.of(GAUSS_NEWTON_MAX);
  }

  @Override
  public Course begin() {
    return (step, into) -> {
      double own = step.measurement().gaussNewtonMax;
      into.set(GAUSS_NEWTON_MAX, Double.isNaN(own) ? step.measurement().lambdaMax : own);
    };
  }
}
