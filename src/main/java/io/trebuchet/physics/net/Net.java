package io.trebuchet.physics.net;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.GivenWeights;
import io.trebuchet.physics.MemoryNeed;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.linalg.Precision;
import io.trebuchet.physics.mlp.Activation;
import io.trebuchet.physics.mlp.Mlp;
import io.trebuchet.physics.mlp.MlpShape;
import io.trebuchet.physics.mlp.MlpStart;
import io.trebuchet.physics.training.Trainable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * A bias-free homogeneous net, z_α = n^{−(k+1)/2} vᵀσ(W_1σ(…W_kσ(U x_α))): paper (7) for k = 0, and
 * (193) with ReLU activation. All weights N(0,1).
 *
 * @param width n, the units of each hidden layer
 * @param extraLayers k, the hidden layers after the first
 * @param slopes of σ
 * @param precision of its matrices
 */
public record Net(int width, int extraLayers, Slopes slopes, Precision precision)
    implements GivenWeights.WeightedModel, NetShape, Trainable.Weighted {
  /** In double precision. */
  public Net(int width, int extraLayers, Slopes slopes) {
    this(width, extraLayers, slopes, Precision.DOUBLE);
  }

  /**
   * The problem with given initial weights.
   *
   * @param weights U row by row, W_1 to W_k row by row, then v: length n(d + 1 + kn)
   * @throws IllegalArgumentException if there are more or fewer weights, or the data do not fit
   */
  @Override
  public Problem with(Sample sample, double[] weights) {
    requireFit(sample, weights.length);
    return onLine(sample)
        ? LineProblem.create(sample, width, slopes, weights)
        : NetProblem.create(sample, this, weights);
  }

  @Override
  public void requireFit(Sample sample, int weights) {
    sample.requireOneDimension();
    int expected = weightCount(sample);
    if (weights != expected) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d initial weights, but a net of width %d with %d hidden layers on %d inputs has %d",
              weights,
              width,
              extraLayers + 1,
              sample.train().dimension(),
              expected));
    }
    if (onLine(sample) && precision != Precision.DOUBLE) {
      throw new IllegalArgumentException(
          "two-layer nets on points of one line are computed in double only, without matrices:"
              + " leave out model.precision");
    }
  }

  /** As {@link NetOperators} and {@link NetDescent} have it. */
  @Override
  public MemoryNeed memory(Sample sample) {
    double n = width;
    double d = sample.train().dimension();
    if (onLine(sample)) {
      return MemoryNeed.ofHeap(n * (d + 2), 2 * n).with(sample);
    }
    double size = sample.train().size();
    double k = extraLayers;
    Dataset test = sample.test();
    double tested = test == null ? 0 : test.size();
    double share = precision.bytes() / (double) Double.BYTES;
    double shared = d * size + d * n + k * n * n + n + n * size + size * size + tested * (n + size);
    double trial = k * n * n + (3 * k + 4) * n * size + 2 * (k + 1) * size * size;
    return new MemoryNeed(
            MemoryNeed.bytes(size * size),
            MemoryNeed.bytes(share * shared),
            MemoryNeed.bytes(2 * size * size),
            MemoryNeed.bytes(share * trial))
        .with(sample);
  }

  /** Whether all points are multiples of one, and so a unit of two layers is two numbers. */
  private boolean onLine(Sample sample) {
    Dataset train = sample.train();
    return extraLayers == 0
        && (train.dimension() == 1 || (train.size() == 1 && sample.test() == null));
  }

  /** The same net as layers of any training, in weight space: a₊ goes into the factors. */
  private MlpShape shape(Sample sample) {
    List<Integer> sizes = new ArrayList<>(Collections.nCopies(extraLayers + 3, width));
    sizes.set(0, sample.train().dimension());
    sizes.set(extraLayers + 2, 1);
    List<Double> factors =
        new ArrayList<>(Collections.nCopies(extraLayers + 2, slopes.plus() / Math.sqrt(width)));
    factors.set(0, 1.0);
    Activation activation =
        slopes.equals(Slopes.RELU)
            ? new Activation(Activation.Kind.RELU, 0)
            : new Activation(Activation.Kind.LEAKY_RELU, slopes.minus() / slopes.plus());
    return new MlpShape(sizes, factors, activation, 0);
  }

  @Override
  public int outputs() {
    return 1;
  }

  @Override
  public int layers(Sample sample) {
    return extraLayers + 2;
  }

  @Override
  public MemoryNeed memoryToTrain(Sample sample) {
    return Mlp.memory(shape(sample), sample);
  }

  @Override
  public Start start(Sample sample, SeededRandom random) {
    return start(sample, random.split("weights").gaussians(weightCount(sample)));
  }

  @Override
  public Start start(Sample sample, double[] weights) {
    requireFit(sample, weights.length);
    if (precision != Precision.DOUBLE) {
      throw new IllegalArgumentException(
          "other trainings than plain gradient descent are computed in double only: leave out"
              + " model.precision");
    }
    return MlpStart.of(shape(sample), weights);
  }

  @Override
  public int weightCount(Sample sample) {
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
