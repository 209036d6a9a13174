package io.trebuchet.physics.net;

import io.trebuchet.physics.Bounds;
import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.Descent;
import io.trebuchet.physics.DescentState;
import io.trebuchet.physics.Lifetime;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.linalg.Eigenvalues;

/** A {@link Net} on its data with the initial weights of one seed, in data space. */
public final class NetProblem implements Problem {
  private final NetOperators operators;
  private final NetMargins margins;
  private final Initial initial;
  private final Lifetime lifetime = Lifetime.of("problem");

  private NetProblem(NetOperators operators, NetMargins margins, Initial initial) {
    this.operators = operators;
    this.margins = margins;
    this.initial = initial;
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
      return new NetProblem(operators, margins, new Initial(lambdaMax, bounds));
    }
  }

  @Override
  public Initial initial() {
    return initial;
  }

  @Override
  public NetDescent start(double learningRate) {
    lifetime.requireOpen();
    return new NetDescent(operators, margins, learningRate);
  }

  @Override
  public NetDescent resume(double learningRate, DescentState state) {
    return Descent.resumed(start(learningRate), trial -> trial.restore(state));
  }

  @Override
  public void close() {
    if (lifetime.end()) {
      operators.close();
    }
  }
}
