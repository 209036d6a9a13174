package io.trebuchet.physics;

/** One trial of a {@link LinearNet}: (u, v) ← (u − κv, v − κu) with κ = ηε/√n, and b ← b − ηε. */
final class LinearNetDescent implements GradientDescent {
  private final LinearNetProblem problem;
  private final double learningRate;
  private final int n;
  private final double[] u;
  private final double[] v;
  private final double rootN;
  private double bias;
  private double normSq;
  private double product;
  private double residual;

  LinearNetDescent(LinearNetProblem problem, double learningRate) {
    this.problem = problem;
    this.learningRate = learningRate;
    n = problem.n;
    u = new double[n];
    v = new double[n];
    System.arraycopy(problem.initialWeights, 0, u, 0, n);
    System.arraycopy(problem.initialWeights, n, v, 0, n);
    bias = problem.initialWeights[2 * n];
    rootN = Math.sqrt(n);
    turnAndSum(0);
  }

  @Override
  public double learningRate() {
    return learningRate;
  }

  @Override
  public void measure(Measurement into) {
    residual = product / rootN + bias - problem.label;
    into.loss = residual * residual / 2;
    into.weightNormSq = normSq + bias * bias;
    into.lambdaMax = normSq / n + 1;
    into.etaLambda = learningRate * into.lambdaMax;
    into.sparsity1 = Double.NaN;
    into.sparsity2 = Double.NaN;
    // (92), and H ≥ 1: nothing holds a minimum where η > 2, whatever the label.
    into.safeMargin =
        problem.label == 0 ? learningRate * (2 + (normSq + 2 * bias * bias) / n) / 4 : Double.NaN;
    into.doomedMargin =
        problem.label == 0
            ? Math.max(
                learningRate / 2,
                BiasDivergence.margin(learningRate, 1.0 / n, 1.0 / n, 1, normSq, bias))
            : learningRate / 2;
    into.excessLoss = into.loss;
    // ½ζθᵀψθ = vᵀu/√n: ζψ has the eigenvalues ±1/√n.
    into.curvature = 1.0 / n;
    into.testLoss = Double.NaN;
    into.testAccuracy = Double.NaN;
  }

  @Override
  public void evaluateTest(Measurement into) {}

  @Override
  public void advance() {
    bias -= learningRate * residual;
    turnAndSum(learningRate * residual / rootN);
  }

  /** Two lanes, or each sum waits for its own last. */
  private void turnAndSum(double kappa) {
    double q0 = 0;
    double q1 = 0;
    double w0 = 0;
    double w1 = 0;
    int i = 0;
    for (; i + 1 < n; i += 2) {
      double a0 = u[i] - kappa * v[i];
      double b0 = v[i] - kappa * u[i];
      double a1 = u[i + 1] - kappa * v[i + 1];
      double b1 = v[i + 1] - kappa * u[i + 1];
      u[i] = a0;
      v[i] = b0;
      u[i + 1] = a1;
      v[i + 1] = b1;
      q0 += a0 * a0 + b0 * b0;
      q1 += a1 * a1 + b1 * b1;
      w0 += a0 * b0;
      w1 += a1 * b1;
    }
    if (i < n) {
      double a = u[i] - kappa * v[i];
      double b = v[i] - kappa * u[i];
      u[i] = a;
      v[i] = b;
      q0 += a * a + b * b;
      w0 += a * b;
    }
    normSq = q0 + q1;
    product = w0 + w1;
  }

  @Override
  public double[] weights() {
    double[] weights = new double[2 * n + 1];
    System.arraycopy(u, 0, weights, 0, n);
    System.arraycopy(v, 0, weights, n, n);
    weights[2 * n] = bias;
    return weights;
  }

  @Override
  public Observed observed() {
    return new LinearNetState(weights(), residual, normSq / n + 1);
  }

  @Override
  public void close() {}
}
