package io.trebuchet.physics.observe;

import io.trebuchet.physics.DescentState;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Observed;
import io.trebuchet.physics.linalg.TopEigenvalue;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A step as observables see it. What several of them look at is computed once; arrays are shared
 * and read only, and may be kept.
 */
public final class ObservedStep {
  private final Observed state;
  private final Measurement measurement;
  private final Vectors vectors;
  private double @Nullable [] kernel;
  private double @Nullable [] residuals;
  private double @Nullable [] weights;
  private double @Nullable [] topVector;

  ObservedStep(Observed state, Measurement measurement, Vectors vectors) {
    this.state = state;
    this.measurement = measurement;
    this.vectors = vectors;
  }

  /** The state itself. */
  public Observed state() {
    return state;
  }

  /** What was measured of it; valid during the call only, and not to be changed. */
  public Measurement measurement() {
    return measurement;
  }

  /** The NTK H, D×D, both triangles. */
  public double[] kernel() {
    if (kernel == null) {
      kernel = state.kernel();
    }
    return kernel;
  }

  /** ε_α = z_α − y_α, length D. */
  public double[] residuals() {
    if (residuals == null) {
      residuals = state.residuals();
    }
    return residuals;
  }

  /** θ. */
  public double[] weights() {
    if (weights == null) {
      weights = state.weights();
    }
    return weights;
  }

  /** The unit eigenvector of λ_max(H), length D, of either sign. */
  public double[] topVector() {
    if (topVector == null) {
      topVector = vectors.of(kernel(), residuals().length);
    }
    return topVector;
  }

  /** The NTK's top eigenvectors along a trial: each is the start of the next. */
  static final class Vectors {
    private @Nullable TopEigenvalue top;

    double[] of(double[] kernel, int size) {
      if (size == 1) {
        return new double[] {1};
      }
      if (top == null) {
        top = new TopEigenvalue(size);
      }
      top.of(kernel);
      return top.vector();
    }

    void save(Map<String, double[]> arrays) {
      if (top != null) {
        top.save(false, arrays);
      }
    }

    void restore(DescentState state) {
      double[] vector = state.arrays().get("top-vector");
      if (vector != null) {
        top = new TopEigenvalue(vector.length);
        top.restore(state);
      }
    }
  }
}
