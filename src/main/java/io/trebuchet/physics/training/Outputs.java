package io.trebuchet.physics.training;

import io.trebuchet.physics.Observed;
import java.util.List;

/**
 * What a model says at any weights θ of D points, z ∈ R^{DK} (all K of a point together), and
 * products with the derivatives J = ∂z/∂θ and ∂²z/∂θ² there. A buffer of one trial, on one thread;
 * every method after {@link #at} speaks of the weights last given to it.
 */
public interface Outputs extends AutoCloseable {
  /** n, how many weights there are. */
  int weights();

  /** D. */
  int points();

  /** K. */
  int outputs();

  /** The parts of θ that count as layers, in order; they cover it. */
  List<Observed.Layer> layers();

  /** z at these weights. Shared: valid until the next call, read only. */
  double[] at(double[] weights);

  /** JJᵀ, DK×DK, both triangles: the NTK times D. */
  void kernel(double[] into);

  /** Whether that costs less than some tens of products with J and Jᵀ. */
  default boolean kernelIsCheap() {
    return true;
  }

  /** Jᵀs for one number s an output. */
  void pullBack(double[] slopes, double[] into);

  /** Jv, one number an output. */
  void pushForward(double[] direction, double[] into);

  /**
   * Jᵀr + Σ_i s_i (∂²z_i/∂θ²) v, where v is what {@link #pushForward} was given last; the second
   * derivative of an activation with a kink is taken as 0 there.
   *
   * @param slopes s, one number an output
   * @param along r, one number an output
   */
  void pullBackAlong(double[] slopes, double[] along, double[] into);

  /**
   * vᵀ(∂²z_i/∂θ²)w for each output i.
   *
   * @param v n numbers
   * @param w n numbers
   */
  void bend(double[] v, double[] w, double[] into);

  /** Fraction of inactive units of each hidden layer; empty where no unit can be inactive. */
  default double[] sparsity() {
    return new double[0];
  }

  /** Which units of a hidden layer are active: D rows; empty where a model has no units. */
  default boolean[][] active(int layer) {
    return new boolean[0][];
  }

  /** How many hidden layers with units there are. */
  default int hiddenLayers() {
    return 0;
  }

  /** Frees memory outside the heap. */
  @Override
  void close();
}
