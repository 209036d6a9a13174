package io.trebuchet.physics;

import java.util.Map;

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
 * <p>Each side moves as one, see {@link LineSide}: a step costs O(D), and O(n) only where a unit
 * passes through zero. A trial takes 16n bytes for its units and 8D for its residuals.
 */
final class LineDescent implements GradientDescent {
  private final LineProblem problem;
  private final Slopes slopes;
  private final double learningRate;
  private final int width;

  // As of the last regrouping.
  private final double[] u;
  private final double[] v;

  private final double[] residuals;
  private final double rootWidth;

  private final LineSide positive = new LineSide();
  private final LineSide negative = new LineSide();

  // Σv² of the units at u = 0.
  private double normZero;

  private double pullPositive;
  private double pullNegative;

  LineDescent(LineProblem problem, double learningRate) {
    this.problem = problem;
    this.slopes = problem.slopes;
    this.learningRate = learningRate;
    width = problem.width;
    u = problem.initialU.clone();
    v = new double[width];
    int d = problem.direction.length;
    System.arraycopy(problem.initialWeights, width * d, v, 0, width);
    residuals = new double[problem.positions.length];
    rootWidth = Math.sqrt(width);
    group();
  }

  /**
   * Goes on from a state.
   *
   * @throws IllegalArgumentException if it is not of this problem
   */
  LineDescent(LineProblem problem, double learningRate, DescentState state) {
    this(problem, learningRate);
    System.arraycopy(state.array("u", width), 0, u, 0, width);
    System.arraycopy(state.array("v", width), 0, v, 0, width);
    group();
    double[] motion = state.array("motion", 4);
    positive.setMotion(motion[0], motion[1]);
    negative.setMotion(motion[2], motion[3]);
  }

  /** What {@link #measure} adds follows from the rest, so it makes no difference here. */
  @Override
  public DescentState state() {
    double[] motion = {positive.g(), positive.h(), negative.g(), negative.h()};
    return DescentState.of(Map.of("u", u.clone(), "v", v.clone(), "motion", motion));
  }

  @Override
  public double learningRate() {
    return learningRate;
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
    into.lambdaMax = lambdaMax();
    into.etaLambda = learningRate * into.lambdaMax;
    into.sparsity1 = slopes.canBeOff() ? sparsity() : Double.NaN;
    into.sparsity2 = Double.NaN;
    into.safeMargin = problem.margins.safe(learningRate, into.weightNormSq, movableNormSq());
    into.doomedMargin = problem.margins.doomed(learningRate, movableNormSq());
    into.testLoss = Double.NaN;
    into.testAccuracy = Double.NaN;
  }

  /** z_α/|t_α| for the points of one sign. */
  private double outputPerLength(boolean right) {
    double p = positive.product();
    double n = negative.product();
    return right
        ? (slopes.plus() * p + slopes.minus() * n) / rootWidth
        : -(slopes.minus() * p + slopes.plus() * n) / rootWidth;
  }

  private double movingNormSq() {
    return positive.normSq() + negative.normSq() + normZero;
  }

  /** M_++, M_−−, or M_+− where the two points lie on different sides. */
  private double block(boolean oneIsPositive, boolean otherIsPositive) {
    double plus = slopes.plus() * slopes.plus();
    double minus = slopes.minus() * slopes.minus();
    double zero = slopes.atZero() * slopes.atZero() * normZero;
    double p = positive.normSq();
    double n = negative.normSq();
    if (oneIsPositive != otherIsPositive) {
      return -slopes.plus() * slopes.minus() * (p + n) - zero;
    }
    return zero + (oneIsPositive ? plus * p + minus * n : minus * p + plus * n);
  }

  private double lambdaMax() {
    double a = problem.positiveNormSq * block(true, true);
    double b = problem.negativeNormSq * block(false, false);
    double off = Math.sqrt(problem.positiveNormSq * problem.negativeNormSq) * block(true, false);
    double top = Math.max(a, b);
    if (off != 0) {
      double half = Math.abs(a - b) / 2;
      // hypot is slow, and only a state about to overflow needs it.
      double root = Math.sqrt(half * half + off * off);
      top += off * (off / (half + root));
    }
    return top / ((double) width * residuals.length);
  }

  /**
   * r², the norm of the weights that one point can ever move; on more points it has no meaning.
   * With a₋ = 0 those of the units that are on for a point at t > 0.
   */
  double movableNormSq() {
    if (!slopes.canBeOff()) {
      return movingNormSq();
    }
    double on = (problem.positions[0] > 0 ? positive : negative).normSq();
    return slopes.atZero() > 0 ? on + normZero : on;
  }

  private double sparsity() {
    double off = 0;
    for (double t : problem.positions) {
      off += t > 0 ? width - positive.count() : t < 0 ? width - negative.count() : width;
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
    double[] y = test.labels();
    double squares = 0;
    int right = 0;
    for (int i = 0; i < x.length; i++) {
      double z = Math.abs(x[i]) * (x[i] > 0 ? outPositive : outNegative);
      squares += (z - y[i]) * (z - y[i]);
      right += Math.signum(z) == Math.signum(y[i]) ? 1 : 0;
    }
    into.testLoss = squares / (2.0 * y.length);
    into.testAccuracy = (double) right / y.length;
  }

  @Override
  public void advance() {
    double scale = learningRate / (rootWidth * residuals.length);
    double right = scale * pullPositive;
    double left = scale * pullNegative;
    positive.turn(slopes.plus() * right - slopes.minus() * left);
    negative.turn(slopes.minus() * right - slopes.plus() * left);
    double kappaZero = slopes.atZero() * (right - left);
    boolean leavesZero = normZero > 0 && kappaZero != 0;
    if (leavesZero || !positive.holds() || !negative.holds()) {
      move(u, v, kappaZero);
      group();
    }
  }

  /** Brings base units to the current state; {@code kappaZero} turns those at u = 0. */
  private void move(double[] us, double[] vs, double kappaZero) {
    for (int i = 0; i < width; i++) {
      double a = us[i];
      double b = vs[i];
      // A NaN counts as one at zero and stays NaN.
      double g = a > 0 ? positive.g() : a < 0 ? negative.g() : 1;
      double h = a > 0 ? positive.h() : a < 0 ? negative.h() : -kappaZero;
      us[i] = g * a + h * b;
      vs[i] = h * a + g * b;
    }
  }

  /** Puts each base unit on its side. */
  private void group() {
    positive.clear();
    negative.clear();
    normZero = 0;
    for (int i = 0; i < width; i++) {
      if (u[i] > 0) {
        positive.add(u[i], v[i]);
      } else if (u[i] < 0) {
        negative.add(u[i], v[i]);
      } else {
        normZero += u[i] * u[i] + v[i] * v[i];
      }
    }
  }

  @Override
  public double[] weights() {
    int d = problem.direction.length;
    double[] weights = problem.initialWeights.clone();
    double[] us = u.clone();
    double[] vs = v.clone();
    move(us, vs, 0);
    for (int i = 0; i < width; i++) {
      double moved = us[i] - problem.initialU[i];
      for (int j = 0; j < d; j++) {
        // In one dimension u itself, to the last bit.
        weights[i * d + j] = d == 1 ? us[i] : weights[i * d + j] + moved * problem.direction[j];
      }
      weights[width * d + i] = vs[i];
    }
    return weights;
  }

  @Override
  public Observed observed() {
    double[] us = u.clone();
    double[] vs = v.clone();
    move(us, vs, 0);
    return new LineState(problem, weights(), us, vs, residuals.clone(), kernel());
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
