package io.trebuchet.physics.net;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.DescentState;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import java.util.Arrays;

/**
 * A two-layer {@link Net} on points of one line through the origin: x_α = x̂ t_α. Only the
 * component u = Ux̂ of the first layer ever moves, so a unit is a pair (u_i, v_i) and everything
 * else follows from a few sums over the units, apart by the sign of u_i. Heap memory only.
 */
public final class LineProblem implements Problem {
  final Sample sample;
  final int width;
  final Slopes slopes;
  final NetMargins margins;

  /** x̂, length d. */
  final double[] direction;

  /** t_α, length D. */
  final double[] positions;

  /** Σ t_α² over t_α > 0. */
  final double positiveNormSq;

  /** Σ t_α² over t_α < 0. */
  final double negativeNormSq;

  /** U_0 row by row, then v_0. */
  final double[] initialWeights;

  /** U_0 x̂, length n. */
  final double[] initialU;

  /** |U_0|² − |U_0 x̂|², which no step changes. */
  final double restNormSq;

  private final Initial initial;

  private LineProblem(Sample sample, int width, Slopes slopes, double[] weights) {
    this.sample = sample;
    this.width = width;
    this.slopes = slopes;
    initialWeights = weights;
    Dataset train = sample.train();
    int d = train.dimension();
    direction = new double[d];
    positions = new double[train.size()];
    if (d == 1) {
      direction[0] = 1;
      System.arraycopy(train.inputs(), 0, positions, 0, positions.length);
    } else {
      double length = 0;
      for (double x : train.inputs()) {
        length = Math.hypot(length, x);
      }
      positions[0] = length;
      for (int j = 0; j < d; j++) {
        direction[j] = length == 0 ? 0 : train.input(0, j) / length;
      }
    }
    double positive = 0;
    double negative = 0;
    for (double t : positions) {
      positive += t > 0 ? t * t : 0;
      negative += t < 0 ? t * t : 0;
    }
    positiveNormSq = positive;
    negativeNormSq = negative;
    initialU = new double[width];
    double rest = 0;
    for (int i = 0; i < width; i++) {
      double along = 0;
      for (int j = 0; j < d; j++) {
        along += weights[i * d + j] * direction[j];
      }
      initialU[i] = along;
      for (int j = 0; j < d; j++) {
        double across = weights[i * d + j] - along * direction[j];
        rest += across * across;
      }
    }
    restNormSq = rest;
    margins = NetMargins.of(slopes, width, train, positive + negative);
    LineDescent start = new LineDescent(this, 0);
    Measurement state = new Measurement();
    start.measure(state);
    initial =
        new Initial(
            state.lambdaMax,
            margins.bounds(state.lambdaMax, state.weightNormSq, start.movableNormSq(), state.loss));
  }

  /** v_0, length n: a new array. */
  double[] initialV() {
    return Arrays.copyOfRange(initialWeights, initialWeights.length - width, initialWeights.length);
  }

  /**
   * A problem with the given initial weights.
   *
   * @param sample one point, or points in one dimension; a test set only in one dimension
   * @param weights U row by row, then v: length n(d + 1)
   */
  static LineProblem create(Sample sample, int width, Slopes slopes, double[] weights) {
    return new LineProblem(sample, width, slopes, weights.clone());
  }

  @Override
  public Initial initial() {
    return initial;
  }

  @Override
  public LineDescent start(double learningRate) {
    return new LineDescent(this, learningRate);
  }

  @Override
  public LineDescent resume(double learningRate, DescentState state) {
    return LineDescent.resume(this, learningRate, state);
  }

  @Override
  public GradientDescent precise(double learningRate) {
    return new PreciseLineDescent(this, learningRate);
  }
}
