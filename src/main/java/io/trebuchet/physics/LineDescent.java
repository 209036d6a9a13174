package io.trebuchet.physics;

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
 */
final class LineDescent implements GradientDescent {
  private final LineProblem problem;
  private final Slopes slopes;
  private final double learningRate;
  private final int width;
  private final double[] u;
  private final double[] v;
  private final double[] residuals;
  private final double rootWidth;

  // Sums over the units, of the current state.
  private double normP;
  private double normN;
  private double normZero;
  private double productP;
  private double productN;
  private double countP;
  private double countN;

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
    sumUp();
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
    double positive = 0;
    double negative = 0;
    for (int i = 0; i < t.length; i++) {
      double length = Math.abs(t[i]);
      double residual = length * (t[i] > 0 ? outPositive : outNegative) - y[i];
      residuals[i] = residual;
      squares += residual * residual;
      positive += t[i] > 0 ? residual * length : 0;
      negative += t[i] > 0 ? 0 : residual * length;
    }
    pullPositive = positive;
    pullNegative = negative;
    into.loss = squares / (2.0 * t.length);
    into.weightNormSq = problem.restNormSq + normP + normN + normZero;
    into.lambdaMax = lambdaMax();
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
    into.testLoss = Double.NaN;
    into.testAccuracy = Double.NaN;
  }

  /** z_α/|t_α| for the points of one sign. */
  private double outputPerLength(boolean positive) {
    return positive
        ? (slopes.plus() * productP + slopes.minus() * productN) / rootWidth
        : -(slopes.minus() * productP + slopes.plus() * productN) / rootWidth;
  }

  /** M_++, M_−−, or M_+− where the two points lie on different sides. */
  private double block(boolean oneIsPositive, boolean otherIsPositive) {
    double plus = slopes.plus() * slopes.plus();
    double minus = slopes.minus() * slopes.minus();
    double zero = slopes.atZero() * slopes.atZero() * normZero;
    if (oneIsPositive != otherIsPositive) {
      return -slopes.plus() * slopes.minus() * (normP + normN) - zero;
    }
    return zero + (oneIsPositive ? plus * normP + minus * normN : minus * normP + plus * normN);
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
      return normP + normN + normZero;
    }
    double on = problem.positions[0] > 0 ? normP : normN;
    return slopes.atZero() > 0 ? on + normZero : on;
  }

  private double sparsity() {
    double off = 0;
    for (double t : problem.positions) {
      off += t > 0 ? width - countP : t < 0 ? width - countN : width;
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
    double positive = scale * pullPositive;
    double negative = scale * pullNegative;
    turn(
        slopes.plus() * positive - slopes.minus() * negative,
        slopes.minus() * positive - slopes.plus() * negative,
        slopes.atZero() * (positive - negative));
    sumUp();
  }

  // Signs instead of comparisons: the sign of a unit is a branch that cannot be predicted.
  private void turn(double kappaP, double kappaN, double kappaZero) {
    double up = kappaP - kappaZero;
    double down = kappaN - kappaZero;
    for (int i = 0; i < u.length; i++) {
      double a = u[i];
      double b = v[i];
      double kappa =
          kappaZero + up * Math.signum(Math.max(a, 0.0)) - down * Math.signum(Math.min(a, 0.0));
      u[i] = a - kappa * b;
      v[i] = b - kappa * a;
    }
  }

  private void sumUp() {
    double qP = 0;
    double qN = 0;
    double qZero = 0;
    double wP = 0;
    double wN = 0;
    double nP = 0;
    double nN = 0;
    for (int i = 0; i < u.length; i++) {
      double a = u[i];
      double b = v[i];
      double up = Math.signum(Math.max(a, 0.0));
      double down = -Math.signum(Math.min(a, 0.0));
      double q = a * a + b * b;
      qP += up * q;
      qN += down * q;
      qZero += (1 - up - down) * q;
      wP += b * Math.max(a, 0.0);
      wN += b * Math.min(a, 0.0);
      nP += up;
      nN += down;
    }
    normP = qP;
    normN = qN;
    normZero = qZero;
    productP = wP;
    productN = wN;
    countP = nP;
    countN = nN;
  }

  @Override
  public double[] weights() {
    int d = problem.direction.length;
    double[] weights = problem.initialWeights.clone();
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
    return new LineState(problem, weights(), u.clone(), v.clone(), residuals.clone(), kernel());
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
