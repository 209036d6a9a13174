package io.trebuchet.physics;

import org.jspecify.annotations.Nullable;

/**
 * A model on its data with the initial weights of one seed: all that the trials of a sweep share.
 * Immutable and safe for use by many threads.
 */
public interface Problem extends AutoCloseable {
  /**
   * What is known at the initial weights, whatever the rate.
   *
   * @param lambdaMax λ_max(H_0), by a full eigen-decomposition; a normalised rate c means η = c /
   *     λ_max(H_0)
   * @param bounds those whose hypotheses hold, in units of c
   */
  record Initial(double lambdaMax, Bounds bounds) {}

  /** See {@link Initial}; the same at every call. */
  Initial initial();

  /** λ_max(H_0). */
  default double initialLambdaMax() {
    return initial().lambdaMax();
  }

  /**
   * The largest c at which a small step away from a minimum comes back, as the update rule has it;
   * NaN of a rule whose edge is not one of c.
   */
  default double edge() {
    return 2;
  }

  /** The bounds whose hypotheses hold, in units of c. */
  default Bounds bounds() {
    return initial().bounds();
  }

  /** Starts a trial at the shared initial weights. */
  GradientDescent start(double learningRate);

  /**
   * Goes on from a state of a trial of this problem, bit for bit.
   *
   * @throws IllegalArgumentException if the state does not fit this problem
   */
  GradientDescent resume(double learningRate, DescentState state);

  /**
   * What advances several trials of this problem faster than one by one; null where nothing does.
   */
  default @Nullable SharedProducts sharedProducts() {
    return null;
  }

  /**
   * A trial at the initial weights in double-double arithmetic, which shows what rounding does to
   * this one; null for a model that is too large for it. Only to be measured and advanced.
   */
  default @Nullable GradientDescent precise(double learningRate) {
    return null;
  }

  /**
   * θ of one of its trials in the coordinates in which {@code model.initial-weights} gives it.
   *
   * @throws IllegalArgumentException if the model is too large for it
   */
  default double[] given(double[] weights) {
    return weights;
  }

  /** Frees memory outside the heap, if it has any; trials must have been closed before. */
  @Override
  default void close() {}
}
