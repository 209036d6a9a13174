package io.trebuchet.physics;

import java.util.List;

/**
 * Gradient descent in the eigenbasis of W: a_i ← a_i (1 − (ηζ/D) λ_i Σ_α ε_α x_α), and one fused
 * pass over the weights gives |a|², Σ λ_i a_i² and Σ λ_i² a_i² of the next state. Of θ_φ only f =
 * uᵀθ_φ moves: f ← f − (η/D) u² Σ_α ε_α x_α.
 */
final class EigenbasisDescent implements GradientDescent, Observed {
  private final EigenbasisProblem problem;
  private final double learningRate;
  private final double[] lambda;
  private final double[] a;
  private final double featureNormSq;
  private double normSq;
  private double firstMoment;
  private double secondMoment;
  private double projection;
  private double residualDotInput;

  EigenbasisDescent(EigenbasisProblem problem, double learningRate) {
    this.problem = problem;
    this.learningRate = learningRate;
    this.lambda = problem.eigenvalues();
    this.a = problem.initialPsiWeights();
    this.featureNormSq = problem.featureNormSq();
    this.projection = problem.initialProjection();
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
    double s = slope();
    double squares = 0;
    double dot = 0;
    for (int alpha = 0; alpha < x.length; alpha++) {
      double residual = x[alpha] * s - y[alpha];
      squares += residual * residual;
      dot += residual * x[alpha];
    }
    residualDotInput = dot;
    into.loss = squares / (2 * train.size());
    into.weightNormSq = problem.weightNormSq(normSq, projection);
    into.lambdaMax = slopeNormSq() / train.size() * problem.inputNormSq();
    into.etaLambda = learningRate * into.lambdaMax;
    into.sparsity1 = Double.NaN;
    into.sparsity2 = Double.NaN;
    into.testLoss = Double.NaN;
    into.testAccuracy = Double.NaN;
    into.safeMargin =
        problem.margins().safe(learningRate, into.weightNormSq, normSq, x[0] * projection);
    into.doomedMargin =
        problem.margins().doomed(learningRate, into.weightNormSq, normSq, x[0] * projection);
    into.returnsLevel = problem.margins().returnsLevel(learningRate, into.weightNormSq);
    into.excessLoss = dot * dot / (2 * train.size() * problem.inputNormSq());
    into.curvature = problem.margins().top();
  }

  /** dz/dx, the same for every point. */
  private double slope() {
    return 0.5 * problem.zeta() * firstMoment + projection;
  }

  /** |∂(dz/dx)/∂θ|². */
  private double slopeNormSq() {
    return problem.zeta() * problem.zeta() * secondMoment + featureNormSq;
  }

  /** The last measured state. */
  QuadraticMargins.State state(Measurement m) {
    double f = problem.train().inputs()[0] * projection;
    return new QuadraticMargins.State(m.loss, m.lambdaMax, m.weightNormSq, normSq, f);
  }

  @Override
  public void evaluateTest(Measurement into) {
    Dataset test = problem.test();
    if (test == null) {
      return;
    }
    double s = slope();
    double squares = 0;
    int right = 0;
    for (int point = 0; point < test.size(); point++) {
      double z = s * test.inputs()[point];
      double y = test.labels()[point];
      squares += (z - y) * (z - y);
      right += Math.signum(z) == Math.signum(y) ? 1 : 0;
    }
    into.testLoss = squares / (2.0 * test.size());
    into.testAccuracy = (double) right / test.size();
  }

  @Override
  public void advance() {
    double rate = learningRate / problem.train().size() * residualDotInput;
    projection -= rate * featureNormSq;
    scaleAndSum(rate * problem.zeta());
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
    return problem.weights(a, projection);
  }

  @Override
  public Observed observed() {
    return this;
  }

  @Override
  public double[] kernel() {
    double[] x = problem.train().inputs();
    double factor = slopeNormSq() / x.length;
    double[] kernel = new double[x.length * x.length];
    for (int alpha = 0; alpha < x.length; alpha++) {
      for (int beta = 0; beta < x.length; beta++) {
        kernel[alpha * x.length + beta] = factor * x[alpha] * x[beta];
      }
    }
    return kernel;
  }

  @Override
  public double[] residuals() {
    double[] residuals = problem.train().inputs().clone();
    for (int alpha = 0; alpha < residuals.length; alpha++) {
      residuals[alpha] = residuals[alpha] * slope() - problem.train().labels()[alpha];
    }
    return residuals;
  }

  @Override
  public List<Layer> layers() {
    Layer psi = new Layer("psi", 0, a.length);
    int all = a.length + problem.features().length;
    return all == a.length ? List.of(psi) : List.of(psi, new Layer("phi", a.length, all));
  }

  @Override
  public double[] hessianTimes(double[] direction) {
    double zeta = problem.zeta();
    double[] u = problem.features();
    double along = 0;
    for (int i = 0; i < a.length; i++) {
      along += zeta * lambda[i] * a[i] * direction[i];
    }
    for (int mu = 0; mu < u.length; mu++) {
      along += u[mu] * direction[a.length + mu];
    }
    double outer = problem.inputNormSq() / problem.train().size() * along;
    double curvature = zeta / problem.train().size() * residualDotInput;
    double[] product = new double[direction.length];
    for (int i = 0; i < a.length; i++) {
      product[i] = lambda[i] * (outer * zeta * a[i] + curvature * direction[i]);
    }
    for (int mu = 0; mu < u.length; mu++) {
      product[a.length + mu] = outer * u[mu];
    }
    return product;
  }

  @Override
  public void close() {}
}
