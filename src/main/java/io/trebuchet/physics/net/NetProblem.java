package io.trebuchet.physics.net;

import io.trebuchet.physics.Bounds;
import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.DescentState;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.linalg.Eigenvalues;

/** A {@link Net} on its data with the initial weights of one seed, in data space. */
public final class NetProblem implements Problem {
  private final NetOperators operators;
  private final NetMargins margins;
  private final double initialLambdaMax;
  private final Bounds bounds;
  private volatile boolean closed;

  private NetProblem(
      NetOperators operators, NetMargins margins, double initialLambdaMax, Bounds bounds) {
    this.operators = operators;
    this.margins = margins;
    this.initialLambdaMax = initialLambdaMax;
    this.bounds = bounds;
  }

  /**
   * A problem with the given initial weights.
   *
   * @param weights U row by row, W_1 to W_k row by row, then v: length n(d + 1 + kn)
   */
  public static NetProblem create(Sample sample, NetShape net, double[] weights) {
    NetOperators operators = new NetOperators(sample, net, weights);
    Dataset train = sample.train();
    NetMargins margins =
        net.extraLayers() > 0
            ? NetMargins.NONE
            : NetMargins.of(
                    net.slopes(),
                    net.width(),
                    train,
                    Eigenvalues.largest(operators.gramValues, train.size()))
                .in(net.precision());
    try (NetDescent initial = new NetDescent(operators, margins, 0)) {
      Measurement state = new Measurement();
      initial.measure(state);
      double lambdaMax = Eigenvalues.largest(initial.kernel(), train.size());
      Bounds bounds =
          margins.bounds(lambdaMax, state.weightNormSq, initial.movableNormSq(), state.loss);
      return new NetProblem(operators, margins, lambdaMax, bounds);
    }
  }

  @Override
  public double initialLambdaMax() {
    return initialLambdaMax;
  }

  @Override
  public Bounds bounds() {
    return bounds;
  }

  @Override
  public NetDescent start(double learningRate) {
    if (closed) {
      throw new IllegalStateException("the problem is closed");
    }
    return new NetDescent(operators, margins, learningRate);
  }

  @Override
  public NetDescent resume(double learningRate, DescentState state) {
    NetDescent trial = start(learningRate);
    try {
      trial.restore(state);
      return trial;
    } catch (IllegalArgumentException e) {
      trial.close();
      throw e;
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      operators.close();
    }
  }
}
