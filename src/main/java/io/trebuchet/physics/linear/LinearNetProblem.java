package io.trebuchet.physics.linear;

import io.trebuchet.physics.BiasDivergence;
import io.trebuchet.physics.Bounds;
import io.trebuchet.physics.DescentState;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;

/** A {@link LinearNet} with its label and the initial weights of one seed. */
final class LinearNetProblem implements Problem {
  final double label;
  final int n;

  /** u, v and b. */
  final double[] initialWeights;

  /** u² + v². */
  final double initialNormSq;

  /** vᵀu. */
  final double initialProduct;

  private final Initial initial;

  LinearNetProblem(double label, int n, double[] weights) {
    this.label = label;
    this.n = n;
    initialWeights = weights;
    double squares = 0;
    double products = 0;
    for (int i = 0; i < n; i++) {
      squares += weights[i] * weights[i] + weights[n + i] * weights[n + i];
      products += weights[i] * weights[n + i];
    }
    initialNormSq = squares;
    initialProduct = products;
    Measurement state = new Measurement();
    start(1).measure(state);
    // The margin of (92) is linear in η, and η = 1 here; H ≥ 1, so that nothing is held above 2.
    double doomed = state.loss > 0 ? state.lambdaMax * doomedRate() : Double.NaN;
    initial =
        new Initial(
            state.lambdaMax,
            new Bounds(state.lambdaMax / state.safeMargin, Double.NaN, Double.NaN, doomed));
  }

  /** 2, or less by {@link BiasDivergence}. */
  private double doomedRate() {
    double bias = initialWeights[2 * n];
    double bend = 1.0 / n;
    double proven =
        label == 0
            ? BiasDivergence.limit(bend, bend, 1, initialNormSq, Math.abs(bias))
            : Double.NaN;
    return proven < 2 ? proven : 2;
  }

  @Override
  public Initial initial() {
    return initial;
  }

  @Override
  public GradientDescent start(double learningRate) {
    return new LinearNetDescent(this, learningRate);
  }

  @Override
  public GradientDescent resume(double learningRate, DescentState state) {
    return new LinearNetDescent(this, learningRate, state);
  }
}
