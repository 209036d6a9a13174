package io.trebuchet.physics.function;

import java.util.Arrays;
import java.util.function.DoubleFunction;

/**
 * Central differences along a direction with two steps that must agree: across a kink, where they
 * do not, nothing is known.
 */
final class TwoSteps {
  // Steps apart by this factor must agree to this share of the product.
  private static final double WIDER = 4;
  private static final double AGREE = 1e-3;

  private TwoSteps() {}

  /** The step of a central difference. */
  static double narrow(double[] weights, double[] direction) {
    double length = Math.sqrt(squared(direction));
    return Math.cbrt(Math.ulp(1.0)) * (1 + Math.sqrt(squared(weights))) / length;
  }

  /**
   * The difference with the narrower step, relative error about 1e−10; all NaN if they disagree.
   *
   * @param direction not zero
   * @param noise what they may differ by besides, for a direction of length 1
   * @param difference of a step
   */
  static double[] agreed(
      double[] weights, double[] direction, double noise, DoubleFunction<double[]> difference) {
    double h = narrow(weights, direction);
    double[] narrow = difference.apply(h);
    double[] wide = difference.apply(WIDER * h);
    double apart = 0;
    for (int i = 0; i < narrow.length; i++) {
      apart += (narrow[i] - wide[i]) * (narrow[i] - wide[i]);
    }
    double size = Math.sqrt(Math.max(squared(narrow), squared(wide)));
    if (!(Math.sqrt(apart) <= AGREE * size + noise * Math.sqrt(squared(direction)))) {
      Arrays.fill(narrow, Double.NaN);
    }
    return narrow;
  }

  static double squared(double[] x) {
    double sum = 0;
    for (double a : x) {
      sum += a * a;
    }
    return sum;
  }
}
