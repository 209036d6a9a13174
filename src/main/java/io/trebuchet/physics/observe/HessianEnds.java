package io.trebuchet.physics.observe;

import io.trebuchet.physics.Observed;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.linalg.Tridiagonal;
import io.trebuchet.physics.linalg.VectorLoops;

/**
 * The least and the largest eigenvalue of the loss Hessian ∇²L at a state, weight decay included,
 * by Lanczos on {@link Observed#hessianTimes}: both from one run, which ends as soon as one of them
 * is known to lie outside the limits asked about.
 *
 * @param lowest an upper bound of λ_min, within the tolerance unless a limit is passed; NaN where
 *     nothing is known
 * @param highest a lower bound of λ_max, likewise
 */
public record HessianEnds(double lowest, double highest) {
  /** Of a model that offers no products with its Hessian, or of a state that is not finite. */
  public static final HessianEnds UNKNOWN = new HessianEnds(Double.NaN, Double.NaN);

  private static final int MOST_STEPS = 300;

  // An end of which the random start has little shows only after some steps.
  private static final int LEAST_STEPS = 48;

  // So many weights at most: then all vectors are kept, and stay orthogonal.
  private static final int SMALL = 4096;

  private static final double INVARIANT = 1e-13;

  /** The ends at a state: exact enough to tell whether they lie within {@code low} and high. */
  public static HessianEnds of(Observed state, double low, double high) {
    double[] current = start(state.weights().length);
    int size = current.length;
    double tolerance = 0.1 * Math.min(-low, high);
    double[] diagonal = new double[MOST_STEPS];
    double[] negative = new double[MOST_STEPS];
    double[] offDiagonal = new double[MOST_STEPS];
    double[][] kept = new double[size <= SMALL ? Math.min(size, MOST_STEPS) : 0][];
    Tridiagonal tridiagonal = new Tridiagonal(MOST_STEPS);
    double[] previous = new double[size];
    double decay = state.weightDecay();
    double coupling = 0;
    double scale = 0;
    HessianEnds ends = UNKNOWN;
    for (int k = 0; k < Math.min(size, MOST_STEPS); k++) {
      double[] next = state.hessianTimes(current);
      if (decay > 0) {
        VectorLoops.add(next, size, current, decay);
      }
      VectorLoops.add(next, size, previous, -coupling);
      double along = VectorLoops.dot(next, current, size);
      VectorLoops.add(next, size, current, -along);
      if (kept.length > 0) {
        kept[k] = current;
        orthogonalise(next, kept, k + 1);
      }
      coupling = Math.sqrt(VectorLoops.dot(next, next, size));
      if (!Double.isFinite(coupling) || !Double.isFinite(along)) {
        return UNKNOWN;
      }
      diagonal[k] = along;
      negative[k] = -along;
      offDiagonal[k] = coupling;
      scale = Math.max(scale, Math.abs(along) + coupling);
      boolean last = k + 1 == Math.min(size, MOST_STEPS) || coupling <= INVARIANT * scale;
      // Each look at the small matrix costs k² operations.
      if (last || k < 8 || k % 4 == 0) {
        double highest = tridiagonal.solve(diagonal, offDiagonal, k + 1);
        double highestError = coupling * Math.abs(tridiagonal.lastComponent());
        double lowest = -tridiagonal.solve(negative, offDiagonal, k + 1);
        double error = Math.max(highestError, coupling * Math.abs(tridiagonal.lastComponent()));
        ends = new HessianEnds(lowest, highest);
        boolean outside = lowest < low || highest > high;
        if (last || outside || (k + 1 >= LEAST_STEPS && error <= tolerance)) {
          return ends;
        }
      }
      for (int i = 0; i < size; i++) {
        next[i] /= coupling;
      }
      previous = current;
      current = next;
    }
    return ends;
  }

  private static void orthogonalise(double[] vector, double[][] kept, int count) {
    for (int k = count - 1; k >= 0; k--) {
      double along = VectorLoops.dot(vector, kept[k], vector.length);
      VectorLoops.add(vector, vector.length, kept[k], -along);
    }
  }

  /**
   * The same pseudo-random direction at every step: results must not depend on what came before.
   */
  static double[] start(int size) {
    double[] vector = SeededRandom.of(0).split("hessian").gaussians(size);
    double factor = 1 / Math.sqrt(VectorLoops.dot(vector, vector, size));
    for (int i = 0; i < size; i++) {
      vector[i] *= factor;
    }
    return vector;
  }
}
