package io.trebuchet.physics.net;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.Descent;
import io.trebuchet.physics.DescentState;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Observed;

/**
 * One trial of a {@link LineProblem}. Let P and N be the units with u_i > 0 and u_i < 0, q = u² +
 * v² and w = uv summed over them, and r_± = (η/(√n D)) Σ ε_α|t_α| over the points of either sign.
 * Then
 *
 * <pre>
 *   z_α = |t_α| (a₊w_P + a₋w_N)/√n for t_α > 0, −|t_α| (a₋w_P + a₊w_N)/√n for t_α < 0
 *   (u_i, v_i) ← (u_i − κv_i, v_i − κu_i),  κ_P = a₊r_+ − a₋r_−,  κ_N = a₋r_+ − a₊r_−
 *   H_αβ = |t_α t_β| M_st/(nD),  M_++ = a₊²q_P + a₋²q_N,  M_−− = a₋²q_P + a₊²q_N,
 *   M_+− = −a₊a₋(q_P + q_N)
 * </pre>
 *
 * so that λ_max is that of a 2×2 matrix, exactly. Units at u_i = 0 have κ_0 = σ'(0)(r_+ − r_−).
 *
 * <p>Most units of a side move as one, see {@link LineUnits}: a step costs O(D), and O(n) only
 * while κ is large. A trial takes 20n + 8D bytes.
 */
final class LineDescent extends Descent {
  private final LineProblem problem;
  private final Slopes slopes;
  private final int width;
  private final LineUnits units;
  private final double[] residuals;
  private final double rootWidth;

  private double pullPositive;
  private double pullNegative;

  LineDescent(LineProblem problem, double learningRate) {
    this(problem, learningRate, new LineUnits(problem.initialU.clone(), problem.initialV()));
  }

  /** A trial whose units are these, handed over. */
  LineDescent(LineProblem problem, double learningRate, LineUnits units) {
    super(learningRate);
    this.problem = problem;
    this.slopes = problem.slopes;
    this.units = units;
    width = problem.width;
    residuals = new double[problem.positions.length];
    rootWidth = Math.sqrt(width);
  }

  /**
   * Goes on from a state.
   *
   * @throws IllegalArgumentException if it is not of this problem
   */
  static LineDescent resume(LineProblem problem, double learningRate, DescentState state) {
    return new LineDescent(problem, learningRate, LineUnits.of(state, problem.width));
  }

  /** What {@link #measure} adds follows from the rest, so it makes no difference here. */
  @Override
  public DescentState state() {
    return units.state();
  }

  @Override
  public void measure(Measurement into) {
    double outPositive = outputPerLength(true);
    double outNegative = outputPerLength(false);
    double[] t = problem.positions;
    double[] y = problem.sample.train().labels();
    double squares = 0;
    double right = 0;
    double left = 0;
    for (int i = 0; i < t.length; i++) {
      double length = Math.abs(t[i]);
      double residual = length * (t[i] > 0 ? outPositive : outNegative) - y[i];
      residuals[i] = residual;
      squares += residual * residual;
      right += t[i] > 0 ? residual * length : 0;
      left += t[i] > 0 ? 0 : residual * length;
    }
    pullPositive = right;
    pullNegative = left;
    into.loss = squares / (2.0 * t.length);
    into.weightNormSq = problem.restNormSq + movingNormSq();
    measureKernel(into);
    into.etaLambda = learningRate * into.lambdaMax;
    into.sparsity1 = slopes.canBeOff() ? sparsity() : Double.NaN;
    into.sparsity2 = Double.NaN;
    into.safeMargin = problem.margins.safe(learningRate, into.weightNormSq, movableNormSq());
    into.doomedMargin = problem.margins.doomed(learningRate, movableNormSq());
    into.returnsLevel =
        problem.margins.returnsLevel(learningRate, into.weightNormSq, movableNormSq());
    // A kink of the activation would be none of a quadratic model's.
    into.excessLoss = slopes.minus() == slopes.plus() && t.length == 1 ? into.loss : Double.NaN;
    into.curvature = problem.margins.constant();
    into.clearTest();
  }

  /** z_α/|t_α| for the points of one sign. */
  private double outputPerLength(boolean right) {
    double p = units.productP();
    double n = units.productN();
    return right
        ? (slopes.plus() * p + slopes.minus() * n) / rootWidth
        : -(slopes.minus() * p + slopes.plus() * n) / rootWidth;
  }

  private double movingNormSq() {
    return units.normP() + units.normN() + units.normZero();
  }

  /** M_++, M_−−, or M_+− where the two points lie on different sides. */
  private double block(boolean oneIsPositive, boolean otherIsPositive) {
    double plus = slopes.plus() * slopes.plus();
    double minus = slopes.minus() * slopes.minus();
    double zero = slopes.atZero() * slopes.atZero() * units.normZero();
    double p = units.normP();
    double n = units.normN();
    if (oneIsPositive != otherIsPositive) {
      return -slopes.plus() * slopes.minus() * (p + n) - zero;
    }
    return zero + (oneIsPositive ? plus * p + minus * n : minus * p + plus * n);
  }

  /** λ_max and εᵀHε/D. */
  private void measureKernel(Measurement into) {
    double right = block(true, true);
    double left = block(false, false);
    double between = block(true, false);
    double a = problem.positiveNormSq * right;
    double b = problem.negativeNormSq * left;
    double off = Math.sqrt(problem.positiveNormSq * problem.negativeNormSq) * between;
    double top = Math.max(a, b);
    if (off != 0) {
      double half = Math.abs(a - b) / 2;
      // hypot is slow, and only a state about to overflow needs it.
      double root = Math.sqrt(half * half + off * off);
      top += off * (off / (half + root));
    }
    double count = residuals.length;
    into.lambdaMax = top / (width * count);
    double p = pullPositive;
    double n = pullNegative;
    double form = p * (p * right + 2 * n * between) + n * n * left;
    into.gradientNormSq = Math.max(0, form) / (width * count * count);
  }

  /**
   * r², the norm of the weights that one point can ever move; on more points it has no meaning.
   * With a₋ = 0 those of the units that are on for a point at t > 0.
   */
  double movableNormSq() {
    if (!slopes.canBeOff()) {
      return movingNormSq();
    }
    double on = problem.positions[0] > 0 ? units.normP() : units.normN();
    return slopes.atZero() > 0 ? on + units.normZero() : on;
  }

  private double sparsity() {
    double off = 0;
    for (double t : problem.positions) {
      off += t > 0 ? width - units.countP() : t < 0 ? width - units.countN() : width;
    }
    return off / ((double) width * residuals.length);
  }

  @Override
  public void evaluateTest(Measurement into) {
    Dataset test = problem.sample.test();
    if (test == null) {
      return;
    }
    double outPositive = outputPerLength(true);
    double outNegative = outputPerLength(false);
    double[] x = test.inputs();
    into.beginTest();
    for (int i = 0; i < x.length; i++) {
      into.addTest(Math.abs(x[i]) * (x[i] > 0 ? outPositive : outNegative), test.labels()[i]);
    }
    into.endTest(x.length);
  }

  @Override
  public void advance() {
    double scale = learningRate / (rootWidth * residuals.length);
    double right = scale * pullPositive;
    double left = scale * pullNegative;
    units.turn(
        slopes.plus() * right - slopes.minus() * left,
        slopes.minus() * right - slopes.plus() * left,
        slopes.atZero() * (right - left));
  }

  @Override
  public double[] weights() {
    int d = problem.direction.length;
    double[] weights = problem.initialWeights.clone();
    double[] u = units.currentU();
    double[] v = units.currentV();
    for (int i = 0; i < width; i++) {
      double moved = u[i] - problem.initialU[i];
      for (int j = 0; j < d; j++) {
        // In one dimension u itself, to the last bit.
        weights[i * d + j] = d == 1 ? u[i] : weights[i * d + j] + moved * problem.direction[j];
      }
      weights[width * d + i] = v[i];
    }
    return weights;
  }

  @Override
  public Observed observed() {
    return new LineState(
        problem, weights(), units.currentU(), units.currentV(), residuals.clone(), kernel());
  }

  private double[] kernel() {
    double[] t = problem.positions;
    double[] kernel = new double[t.length * t.length];
    for (int i = 0; i < t.length; i++) {
      for (int j = 0; j < t.length; j++) {
        double entry = Math.abs(t[i] * t[j]) * block(t[i] > 0, t[j] > 0);
        kernel[i * t.length + j] = entry / ((double) width * t.length);
      }
    }
    return kernel;
  }

  @Override
  public void close() {}
}
