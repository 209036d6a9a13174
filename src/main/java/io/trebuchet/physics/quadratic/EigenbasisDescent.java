package io.trebuchet.physics.quadratic;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.Descent;
import io.trebuchet.physics.DescentState;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Observed;
import java.util.List;
import java.util.Map;

/**
 * Gradient descent in the eigenbasis of W: a_i ← a_i (1 − (ηζ/D) λ_i Σ_α ε_α x_α), and one fused
 * pass over the weights gives |a|², Σ λ_i a_i² and Σ λ_i² a_i² of the next state. Of θ_φ only f =
 * uᵀθ_φ moves: f ← f − (η/D) u² Σ_α ε_α x_α.
 */
final class EigenbasisDescent extends Descent implements Observed {
  private final EigenbasisProblem problem;
  private final double[] lambda;
  private final double[] a;
  private final EigenbasisLoop loop = EigenbasisLoop.fastest();
  private final double[] squared;
  private final double[] sums = new double[3 * EigenbasisLoop.LANES];
  private final double featureNormSq;
  private double normSq;
  private double firstMoment;
  private double secondMoment;
  private double projection;
  private double residualDotInput;

  private EigenbasisDescent(
      EigenbasisProblem problem, double learningRate, double[] a, double projection) {
    super(learningRate);
    this.problem = problem;
    this.lambda = problem.eigenvalues;
    this.a = a;
    this.squared = new double[a.length];
    this.featureNormSq = problem.featureNormSq;
    this.projection = projection;
    scaleAndSum(0);
  }

  /** A trial at the initial weights. */
  static EigenbasisDescent start(EigenbasisProblem problem, double learningRate) {
    return new EigenbasisDescent(
        problem, learningRate, problem.initialPsiWeights(), problem.initialProjection);
  }

  /** A trial that goes on from a state. */
  static EigenbasisDescent resume(
      EigenbasisProblem problem, double learningRate, DescentState state) {
    double[] a = state.array("eigenbasis-weights", problem.eigenvalues.length).clone();
    return new EigenbasisDescent(problem, learningRate, a, state.number("projection"));
  }

  /** The weights alone: a measure changes nothing that later steps depend on. */
  @Override
  public DescentState state() {
    return DescentState.of(
        Map.of("eigenbasis-weights", a.clone(), "projection", new double[] {projection}));
  }

  @Override
  public void measure(Measurement into) {
    Dataset train = problem.train;
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
    into.lambdaMax = slopeNormSq() / train.size() * problem.inputNormSq;
    into.etaLambda = learningRate * into.lambdaMax;
    into.gradientNormSq = slopeNormSq() * (dot / train.size()) * (dot / train.size());
    into.sparsity1 = Double.NaN;
    into.sparsity2 = Double.NaN;
    into.clearTest();
    into.safeMargin =
        problem.margins.safe(learningRate, into.weightNormSq, normSq, x[0] * projection);
    into.doomedMargin =
        problem.margins.doomed(learningRate, into.weightNormSq, normSq, x[0] * projection);
    into.returnsLevel = problem.margins.returnsLevel(learningRate, into.weightNormSq);
    into.excessLoss = dot * dot / (2 * train.size() * problem.inputNormSq);
    into.curvature = problem.margins.top();
  }

  /** dz/dx, the same for every point. */
  private double slope() {
    return 0.5 * problem.zeta * firstMoment + projection;
  }

  /** |∂(dz/dx)/∂θ|². */
  private double slopeNormSq() {
    return problem.zeta * problem.zeta * secondMoment + featureNormSq;
  }

  /** The last measured state. */
  QuadraticMargins.State state(Measurement m) {
    double f = problem.train.inputs()[0] * projection;
    return new QuadraticMargins.State(m.loss, m.lambdaMax, m.weightNormSq, normSq, f);
  }

  @Override
  public void evaluateTest(Measurement into) {
    Dataset test = problem.test;
    if (test == null) {
      return;
    }
    double slope = slope();
    into.beginTest();
    for (int point = 0; point < test.size(); point++) {
      into.addTest(slope * test.inputs()[point], test.labels()[point]);
    }
    into.endTest(test.size());
  }

  @Override
  public void advance() {
    double rate = learningRate / problem.train.size() * residualDotInput;
    projection -= rate * featureNormSq;
    scaleAndSum(rate * problem.zeta);
  }

  private void scaleAndSum(double rate) {
    loop.scaleAndSum(a, lambda, rate, squared, sums);
    normSq = EigenbasisLoop.total(sums, 0);
    firstMoment = EigenbasisLoop.total(sums, EigenbasisLoop.LANES);
    secondMoment = EigenbasisLoop.total(sums, 2 * EigenbasisLoop.LANES);
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
    double[] x = problem.train.inputs();
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
    double[] residuals = problem.train.inputs().clone();
    for (int alpha = 0; alpha < residuals.length; alpha++) {
      residuals[alpha] = residuals[alpha] * slope() - problem.train.labels()[alpha];
    }
    return residuals;
  }

  @Override
  public List<Layer> layers() {
    Layer psi = new Layer("psi", 0, a.length);
    int all = a.length + problem.features.length;
    return all == a.length ? List.of(psi) : List.of(psi, new Layer("phi", a.length, all));
  }

  @Override
  public double[] hessianTimes(double[] direction) {
    double zeta = problem.zeta;
    double[] u = problem.features;
    double along = 0;
    for (int i = 0; i < a.length; i++) {
      along += zeta * lambda[i] * a[i] * direction[i];
    }
    for (int mu = 0; mu < u.length; mu++) {
      along += u[mu] * direction[a.length + mu];
    }
    double outer = problem.inputNormSq / problem.train.size() * along;
    double curvature = zeta / problem.train.size() * residualDotInput;
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
