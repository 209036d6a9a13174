package io.trebuchet.physics.observe;

import io.trebuchet.metrics.Metric;
import io.trebuchet.physics.Observed;
import java.util.List;

/**
 * The top eigenvalue of the Hessian as Adam's next update sees it, P^−½ ∇²L P^−½ with P = √v̂ + ε
 * (Cohen et al. 2022, arXiv:2207.14484): some tens of Hessian–vector products. NaN for rules that
 * divide by nothing.
 */
public final class Preconditioned implements Observable {
  private static final String WORD = "preconditioned";
  private static final Metric PRECONDITIONED_MAX =
      Metric.of("preconditioned_max", "top eigenvalue of Adam's preconditioned Hessian", WORD);

  @Override
  public String word() {
    return WORD;
  }

  @Override
  public List<Metric> metrics() {
    return List.of(PRECONDITIONED_MAX);
  }

  @Override
  public Course begin() {
    TopHessian top = new TopHessian();
    return (step, into) -> {
      Observed state = step.state();
      double[] scale = state.preconditioner();
      if (scale.length > 0) {
        for (int i = 0; i < scale.length; i++) {
          scale[i] = 1 / Math.sqrt(scale[i]);
        }
        into.set(PRECONDITIONED_MAX, top.of(scale.length, v -> times(state, scale, v)));
      }
    };
  }

  private static double[] times(Observed state, double[] scale, double[] vector) {
    double[] product = state.hessianTimes(scaled(vector, scale));
    for (int i = 0; i < product.length; i++) {
      product[i] *= scale[i];
    }
    return product;
  }

  private static double[] scaled(double[] vector, double[] scale) {
    double[] scaled = new double[vector.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = vector[i] * scale[i];
    }
    return scaled;
  }
}
