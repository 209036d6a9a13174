package io.trebuchet.physics;

/**
 * Gradient descent in the eigenbasis of W: a_i ← a_i (1 − (ηζ/D) λ_i Σ_α ε_α x_α), and one fused
 * pass over the weights gives θ², Σ λ_i a_i² and Σ λ_i² a_i² of the next state.
 */
final class PureQuadraticDescent implements GradientDescent {
  private final PureQuadraticProblem problem;
  private final double learningRate;
  private final double[] lambda;
  private final double[] a;
  private final boolean labelsAreZero;
  private double normSq;
  private double firstMoment;
  private double secondMoment;
  private double residualDotInput;

  PureQuadraticDescent(PureQuadraticProblem problem, double learningRate) {
    this.problem = problem;
    this.learningRate = learningRate;
    this.lambda = problem.eigenvalues();
    this.a = problem.initialWeights().clone();
    this.labelsAreZero = problem.train().labelsAreZero();
    scaleAndSum(0);
  }

  @Override
  public double learningRate() {
    return learningRate;
  }

  @Override
  public void measure(Measurement into) {
    Dataset train = problem.train();
    double[] x = train.inputs();
    double[] y = train.labels();
    double s = 0.5 * problem.zeta() * firstMoment;
    double squares = 0;
    double dot = 0;
    for (int alpha = 0; alpha < x.length; alpha++) {
      double residual = x[alpha] * s - y[alpha];
      squares += residual * residual;
      dot += residual * x[alpha];
    }
    residualDotInput = dot;
    into.loss = squares / (2 * train.size());
    into.weightNormSq = normSq;
    into.lambdaMax =
        problem.zeta() * problem.zeta() / train.size() * problem.inputNormSq() * secondMoment;
    into.etaLambda = learningRate * into.lambdaMax;
    into.sparsity1 = Double.NaN;
    into.sparsity2 = Double.NaN;
    into.testLoss = Double.NaN;
    into.testAccuracy = Double.NaN;
    into.safeMargin =
        labelsAreZero ? learningRate * problem.safeConstant() * normSq / 4 : Double.NaN;
    into.doomedMargin =
        labelsAreZero && train.size() == 1
            ? learningRate * problem.doomedConstant() * normSq / 4
            : Double.NaN;
  }

  @Override
  public void evaluateTest(Measurement into) {}

  @Override
  public void advance() {
    scaleAndSum(learningRate * problem.zeta() / problem.train().size() * residualDotInput);
  }

  /**
   * a_i ← a_i (1 − rate·λ_i) and the three sums; four lanes, or each sum waits for its own last.
   */
  private void scaleAndSum(double rate) {
    double n0 = 0;
    double n1 = 0;
    double n2 = 0;
    double n3 = 0;
    double f0 = 0;
    double f1 = 0;
    double f2 = 0;
    double f3 = 0;
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      double l0 = lambda[i];
      double l1 = lambda[i + 1];
      double l2 = lambda[i + 2];
      double l3 = lambda[i + 3];
      double a0 = a[i] * (1 - rate * l0);
      double a1 = a[i + 1] * (1 - rate * l1);
      double a2 = a[i + 2] * (1 - rate * l2);
      double a3 = a[i + 3] * (1 - rate * l3);
      a[i] = a0;
      a[i + 1] = a1;
      a[i + 2] = a2;
      a[i + 3] = a3;
      double q0 = a0 * a0;
      double q1 = a1 * a1;
      double q2 = a2 * a2;
      double q3 = a3 * a3;
      n0 += q0;
      n1 += q1;
      n2 += q2;
      n3 += q3;
      double m0 = l0 * q0;
      double m1 = l1 * q1;
      double m2 = l2 * q2;
      double m3 = l3 * q3;
      f0 += m0;
      f1 += m1;
      f2 += m2;
      f3 += m3;
      s0 += l0 * m0;
      s1 += l1 * m1;
      s2 += l2 * m2;
      s3 += l3 * m3;
    }
    for (; i < a.length; i++) {
      a[i] *= 1 - rate * lambda[i];
      double q = a[i] * a[i];
      double m = lambda[i] * q;
      n0 += q;
      f0 += m;
      s0 += lambda[i] * m;
    }
    normSq = (n0 + n1) + (n2 + n3);
    firstMoment = (f0 + f1) + (f2 + f3);
    secondMoment = (s0 + s1) + (s2 + s3);
  }

  @Override
  public double[] weights() {
    return a.clone();
  }

  @Override
  public void close() {}
}
