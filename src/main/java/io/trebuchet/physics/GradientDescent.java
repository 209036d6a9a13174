package io.trebuchet.physics;

import org.jspecify.annotations.Nullable;

/**
 * One trial's mutable state under full-batch gradient descent θ ← θ − (η/D) Σ_α ε_α ∂z_α/∂θ, paper
 * (3). Confined to one thread at a time; the caller alternates {@link #measure} and {@link
 * #advance}.
 */
public interface GradientDescent extends AutoCloseable {
  /** η. */
  double learningRate();

  /**
   * Measures the current weights: everything of {@link Measurement} but the test metrics, which are
   * set to NaN. Keeps what the next {@link #advance} needs.
   */
  void measure(Measurement into);

  /**
   * Evaluates the test set at the current weights into {@link Measurement#testLoss} and {@link
   * Measurement#testAccuracy}; leaves them NaN if there is none. Called after {@link #measure}.
   */
  void evaluateTest(Measurement into);

  /** One update; {@link #measure} must have been called since the last one. */
  void advance();

  /**
   * A copy of θ: for nets U row by row, W_1 …, then v. In the problem's own coordinates, see {@link
   * Problem#given}.
   */
  double[] weights();

  /**
   * The state before the last {@link #measure}, or, once {@link #advance} has been called since,
   * the state it left: what {@link Problem#resume} needs so that the next measure gives the same
   * bits as here. So at a measured step a resumed trial measures that step again, with the same
   * result.
   */
  DescentState state();

  /** The current state for observables; a model that offers none answers null. */
  default @Nullable Observed observed() {
    return null;
  }

  /** Frees memory outside the heap. */
  @Override
  void close();
}
