package io.trebuchet.physics.net;

import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.PreciseDescent;
import io.trebuchet.physics.linalg.DoubleDouble;

/** A trial of a {@link LineProblem} in double-double arithmetic: the same steps, unit by unit. */
final class PreciseLineDescent extends PreciseDescent {
  private final LineProblem problem;
  private final DoubleDouble[] u;
  private final DoubleDouble[] v;
  private final DoubleDouble[] residuals;

  PreciseLineDescent(LineProblem problem, double learningRate) {
    super(learningRate);
    this.problem = problem;
    u = precise(problem.initialU);
    v = precise(problem.initialV());
    residuals = new DoubleDouble[problem.positions.length];
  }

  private static DoubleDouble[] precise(double[] values) {
    DoubleDouble[] all = new DoubleDouble[values.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = DoubleDouble.of(values[i]);
    }
    return all;
  }

  private static double[] rounded(DoubleDouble[] values) {
    double[] all = new double[values.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = values[i].hi();
    }
    return all;
  }

  @Override
  protected double measureLoss() {
    DoubleDouble positive = DoubleDouble.ZERO;
    DoubleDouble negative = DoubleDouble.ZERO;
    for (int i = 0; i < u.length; i++) {
      DoubleDouble product = u[i].times(v[i]);
      positive = u[i].hi() > 0 ? positive.plus(product) : positive;
      negative = u[i].hi() < 0 ? negative.plus(product) : negative;
    }
    double plus = problem.slopes.plus();
    double minus = problem.slopes.minus();
    double root = Math.sqrt(problem.width);
    DoubleDouble right = positive.times(plus).plus(negative.times(minus)).over(root);
    DoubleDouble left = positive.times(minus).plus(negative.times(plus)).over(-root);
    double[] labels = problem.sample.train().labels();
    DoubleDouble squares = DoubleDouble.ZERO;
    for (int alpha = 0; alpha < residuals.length; alpha++) {
      double t = problem.positions[alpha];
      residuals[alpha] =
          (t > 0 ? right : left).times(Math.abs(t)).minus(DoubleDouble.of(labels[alpha]));
      squares = squares.plus(residuals[alpha].times(residuals[alpha]));
    }
    return squares.hi() / (2.0 * residuals.length);
  }

  @Override
  protected GradientDescent rounded() {
    return new LineDescent(problem, learningRate, new LineUnits(rounded(u), rounded(v)));
  }

  @Override
  public void advance() {
    DoubleDouble right = DoubleDouble.ZERO;
    DoubleDouble left = DoubleDouble.ZERO;
    for (int alpha = 0; alpha < residuals.length; alpha++) {
      double t = problem.positions[alpha];
      DoubleDouble pull = residuals[alpha].times(Math.abs(t));
      right = t > 0 ? right.plus(pull) : right;
      left = t > 0 ? left : left.plus(pull);
    }
    double scale = learningRate / (Math.sqrt(problem.width) * residuals.length);
    right = right.times(scale);
    left = left.times(scale);
    Slopes slopes = problem.slopes;
    DoubleDouble kappaP = right.times(slopes.plus()).minus(left.times(slopes.minus()));
    DoubleDouble kappaN = right.times(slopes.minus()).minus(left.times(slopes.plus()));
    DoubleDouble kappaZero = right.minus(left).times(slopes.atZero());
    for (int i = 0; i < u.length; i++) {
      DoubleDouble kappa = u[i].hi() > 0 ? kappaP : u[i].hi() < 0 ? kappaN : kappaZero;
      DoubleDouble before = u[i];
      u[i] = before.minus(kappa.times(v[i]));
      v[i] = v[i].minus(kappa.times(before));
    }
  }
}
