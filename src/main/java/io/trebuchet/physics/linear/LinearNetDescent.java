package io.trebuchet.physics.linear;

import io.trebuchet.physics.BiasDivergence;
import io.trebuchet.physics.Descent;
import io.trebuchet.physics.DescentState;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Observed;
import io.trebuchet.physics.net.LineBulk;
import java.util.Map;

/**
 * One trial of a {@link LinearNet}: (u, v) ← (u − κv, v − κu) with κ = ηε/√n, and b ← b − ηε. All
 * units move by one matrix, as in a {@link LineBulk}, and the sign of u never matters: a step costs
 * O(1) and a trial no memory.
 */
final class LinearNetDescent extends Descent {
  private final LinearNetProblem problem;
  private final double rootN;

  // (u, v) = (g u_0 + h v_0, h u_0 + g v_0).
  private double g = 1;
  private double h = 0;
  private double bias;
  private double residual;

  LinearNetDescent(LinearNetProblem problem, double learningRate) {
    super(learningRate);
    this.problem = problem;
    rootN = Math.sqrt(problem.n);
    bias = problem.initialWeights[2 * problem.n];
  }

  /**
   * Goes on from a state.
   *
   * @throws IllegalArgumentException if it is not of such a net
   */
  LinearNetDescent(LinearNetProblem problem, double learningRate, DescentState state) {
    this(problem, learningRate);
    double[] motion = state.array("motion", 2);
    g = motion[0];
    h = motion[1];
    bias = state.number("bias");
  }

  @Override
  public DescentState state() {
    return DescentState.of(Map.of("motion", new double[] {g, h}, "bias", new double[] {bias}));
  }

  /** u² + v². */
  private double normSq() {
    return (g * g + h * h) * problem.initialNormSq + 4 * g * h * problem.initialProduct;
  }

  /** vᵀu. */
  private double product() {
    return g * h * problem.initialNormSq + (g * g + h * h) * problem.initialProduct;
  }

  @Override
  public void measure(Measurement into) {
    double normSq = normSq();
    double biasSq = bias * bias;
    residual = product() / rootN + bias - problem.label;
    into.loss = residual * residual / 2;
    into.weightNormSq = normSq + biasSq;
    into.lambdaMax = normSq / problem.n + 1;
    into.etaLambda = learningRate * into.lambdaMax;
    into.gradientNormSq = residual * residual * into.lambdaMax;
    into.sparsity1 = Double.NaN;
    into.sparsity2 = Double.NaN;
    // (92), and H ≥ 1: nothing holds a minimum where η > 2, whatever the label.
    into.safeMargin =
        problem.label == 0
            ? learningRate * (2 + (normSq + 2 * biasSq) / problem.n) / 4
            : Double.NaN;
    double bend = 1.0 / problem.n;
    into.doomedMargin =
        problem.label == 0
            ? Math.max(
                learningRate / 2,
                BiasDivergence.margin(learningRate, bend, bend, 1, normSq, Math.sqrt(biasSq)))
            : learningRate / 2;
    into.excessLoss = into.loss;
    // ½ζθᵀψθ = vᵀu/√n: ζψ has the eigenvalues ±1/√n.
    into.curvature = bend;
    into.clearTest();
  }

  @Override
  public void evaluateTest(Measurement into) {}

  @Override
  public void advance() {
    bias -= learningRate * residual;
    double kappa = learningRate * residual / rootN;
    double before = g;
    g -= kappa * h;
    h -= kappa * before;
  }

  @Override
  public double[] weights() {
    double[] weights = problem.initialWeights.clone();
    int n = problem.n;
    for (int i = 0; i < n; i++) {
      double u = weights[i];
      double v = weights[n + i];
      weights[i] = g * u + h * v;
      weights[n + i] = h * u + g * v;
    }
    weights[2 * n] = bias;
    return weights;
  }

  @Override
  public Observed observed() {
    return new LinearNetState(weights(), residual, normSq() / problem.n + 1);
  }

  @Override
  public void close() {}
}
