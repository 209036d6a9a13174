package io.trebuchet.physics;

import java.util.List;

/**
 * The view of a trial's current state that observables are computed from, whatever the model. Valid
 * between a {@link GradientDescent#measure} and the next {@link GradientDescent#advance}; every
 * array is a copy.
 */
public interface Observed {
  /** The NTK H, D×D, both triangles. */
  double[] kernel();

  /** ε_α = z_α − y_α, length D; of K outputs, or another loss, D times its slope by each. */
  double[] residuals();

  /** θ, in the layout of {@link GradientDescent#weights}. */
  double[] weights();

  /** The parts of θ that count as layers, in order; they cover it. */
  List<Layer> layers();

  /**
   * (∇²L) v, the Hessian of the loss at θ times a direction: (1/D) Σ_α [∂z_α (∂z_α·v) + ε_α (∂²z_α)
   * v], the second derivative of a ReLU taken as 0.
   *
   * @param direction v, in the layout of θ
   */
  double[] hessianTimes(double[] direction);

  /** What the training adds to the gradient, times θ: ∇²L and it are what holds a minimum. */
  default double weightDecay() {
    return 0;
  }

  /** What the next update divides by, a number a weight; empty for a rule that does not. */
  default double[] preconditioner() {
    return new double[0];
  }

  /**
   * Which units of a hidden layer are active: D rows of one flag a unit, of those of hidden layer
   * {@code layer} (from 0); empty where a model has no units.
   */
  default boolean[][] active(int layer) {
    return new boolean[0][];
  }

  /** How many hidden layers with units there are. */
  default int hiddenLayers() {
    return 0;
  }

  /**
   * A part of θ.
   *
   * @param from first index, inclusive
   * @param to last index, exclusive
   */
  record Layer(String name, int from, int to) {}
}
