package io.trebuchet.physics;

/** {@link ReluModel} on its data with the initial weights of one seed. */
final class ReluProblem implements Problem {
  private final ReluOperators operators;
  private final ReluMargins margins;
  private final double initialLambdaMax;
  private final Bounds bounds;
  private volatile boolean closed;

  private ReluProblem(
      ReluOperators operators, ReluMargins margins, double initialLambdaMax, Bounds bounds) {
    this.operators = operators;
    this.margins = margins;
    this.initialLambdaMax = initialLambdaMax;
    this.bounds = bounds;
  }

  /**
   * A problem with the given initial weights.
   *
   * @param weights U row by row, then v: length n(d + 1)
   */
  static ReluProblem create(Sample sample, int width, double[] weights) {
    ReluOperators operators = new ReluOperators(sample, width, weights);
    ReluMargins margins = ReluMargins.of(operators);
    try (ReluDescent initial = new ReluDescent(operators, margins, 0)) {
      Measurement state = new Measurement();
      initial.measure(state);
      double lambdaMax = Eigenvalues.largest(initial.kernel(), operators.train.size());
      Bounds bounds = margins.bounds(lambdaMax, state.weightNormSq);
      return new ReluProblem(operators, margins, lambdaMax, bounds);
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
  public ReluDescent start(double learningRate) {
    if (closed) {
      throw new IllegalStateException("the problem is closed");
    }
    return new ReluDescent(operators, margins, learningRate);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      operators.close();
    }
  }
}
