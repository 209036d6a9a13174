package io.trebuchet.physics.function;

import io.trebuchet.physics.SeededRandom;

/**
 * A model of one's own, given by its output alone: z(θ, x) and ∂z/∂θ. {@link FunctionModel} makes
 * gradient descent, the NTK and all that is measured of it. Implementations keep no state and are
 * called by many threads.
 */
public interface ParametricFunction {
  /** The number of weights θ. */
  int size();

  /** θ at step 0, {@link #size} numbers; all that is random comes from {@code random}. */
  double[] initialWeights(SeededRandom random);

  /**
   * The output z at one input, and its gradient.
   *
   * @param weights θ; read-only
   * @param x the input, d numbers; read-only
   * @param gradient is filled with ∂z/∂θ, {@link #size} numbers
   */
  double evaluate(double[] weights, double[] x, double[] gradient);

  /**
   * (∂²z/∂θ²) v at one input, where it is known. Without it the loss Hessian is taken from
   * differences of gradients, and counts as unknown where those do not agree, as at a kink.
   *
   * @param weights θ; read-only
   * @param x the input; read-only
   * @param direction v, {@link #size} numbers; read-only
   * @param product is filled with (∂²z/∂θ²) v, {@link #size} numbers
   * @return whether it was filled
   */
  default boolean hessianTimes(double[] weights, double[] x, double[] direction, double[] product) {
    return false;
  }
}
