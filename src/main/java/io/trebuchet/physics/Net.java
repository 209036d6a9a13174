package io.trebuchet.physics;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A bias-free homogeneous net, z_α = n^{−(k+1)/2} vᵀσ(W_1σ(…W_kσ(U x_α))): paper (7) for k = 0, and
 * (193) with ReLU activation. All weights N(0,1).
 *
 * @param width n, the units of each hidden layer
 * @param extraLayers k, the hidden layers after the first
 * @param slopes of σ
 * @param precision of its matrices
 */
record Net(int width, int extraLayers, Slopes slopes, Precision precision)
    implements GivenWeights.WeightedModel {
  /** In double precision. */
  Net(int width, int extraLayers, Slopes slopes) {
    this(width, extraLayers, slopes, Precision.DOUBLE);
  }

  @Override
  public Problem on(Sample sample, SeededRandom random) {
    return with(sample, random.split("weights").gaussians(weightCount(sample)));
  }

  /**
   * The problem with given initial weights.
   *
   * @param weights U row by row, W_1 to W_k row by row, then v: length n(d + 1 + kn)
   * @throws IllegalArgumentException if there are more or fewer weights, or the data do not fit
   */
  @Override
  public Problem with(Sample sample, double[] weights) {
    Dataset train = sample.train();
    Dataset test = sample.test();
    if (test != null && test.dimension() != train.dimension()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "test points have %d dimensions, training points %d",
              test.dimension(),
              train.dimension()));
    }
    int expected = weightCount(sample);
    if (weights.length != expected) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d initial weights, but a net of width %d with %d hidden layers on %d inputs has %d",
              weights.length,
              width,
              extraLayers + 1,
              train.dimension(),
              expected));
    }
    boolean line = extraLayers == 0 && onLine(train, test);
    if (line && precision != Precision.DOUBLE) {
      throw new IllegalArgumentException(
          "two-layer nets on points of one line are computed in double only, without matrices:"
              + " leave out model.precision");
    }
    return line
        ? LineProblem.create(sample, width, slopes, weights)
        : NetProblem.create(sample, this, weights);
  }

  /** Whether all points are multiples of one, so that a unit is two numbers. */
  private static boolean onLine(Dataset train, @Nullable Dataset test) {
    return train.dimension() == 1 || (train.size() == 1 && test == null);
  }

  private int weightCount(Sample sample) {
    int d = sample.train().dimension();
    double count = width * (d + 1.0 + (double) extraLayers * width);
    if (count > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          String.format(
                  Locale.ROOT,
                  "width %d × (%d inputs + %d units + 1) is more than 2^31 - 1 weights: choose a"
                      + " smaller",
                  width,
                  d,
                  extraLayers * width)
              + " model.width");
    }
    return (int) count;
  }
}
