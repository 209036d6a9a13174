package io.trebuchet.physics.observe;

import io.trebuchet.physics.Observed;
import io.trebuchet.physics.linalg.Tridiagonal;
import java.util.function.UnaryOperator;

/**
 * The largest eigenvalue of the loss Hessian by Lanczos on Hessian–vector products, relative error
 * about 1e−8. Without reorthogonalisation, so that three vectors of the size of θ are enough: what
 * is lost are the inner eigenvalues, not the largest.
 */
final class TopHessian {
  private static final int MOST_STEPS = 300;
  private static final double TOLERANCE = 1e-9;

  private final double[] diagonal = new double[MOST_STEPS];
  private final double[] offDiagonal = new double[MOST_STEPS];
  private final Tridiagonal tridiagonal = new Tridiagonal(MOST_STEPS);

  /** NaN for a state that is not finite. */
  double of(Observed state) {
    return of(state.weights().length, state::hessianTimes);
  }

  /** The same of any symmetric matrix that is known by its products, which are new arrays. */
  double of(int size, UnaryOperator<double[]> matrix) {
    double[] current = HessianEnds.start(size);
    double[] previous = new double[current.length];
    double coupling = 0;
    double value = Double.NaN;
    for (int k = 0; k < MOST_STEPS; k++) {
      double[] next = matrix.apply(current);
      double along = 0;
      for (int i = 0; i < next.length; i++) {
        next[i] -= coupling * previous[i];
        along += next[i] * current[i];
      }
      double normSq = 0;
      for (int i = 0; i < next.length; i++) {
        next[i] -= along * current[i];
        normSq += next[i] * next[i];
      }
      if (!Double.isFinite(normSq)) {
        return Double.NaN;
      }
      coupling = Math.sqrt(normSq);
      diagonal[k] = along;
      offDiagonal[k] = coupling;
      value = tridiagonal.solve(diagonal, offDiagonal, k + 1);
      double residual = coupling * Math.abs(tridiagonal.lastComponent());
      if (coupling == 0 || (k > 2 && residual <= TOLERANCE * Math.abs(value))) {
        return value;
      }
      for (int i = 0; i < next.length; i++) {
        next[i] /= coupling;
      }
      previous = current;
      current = next;
    }
    return value;
  }
}
