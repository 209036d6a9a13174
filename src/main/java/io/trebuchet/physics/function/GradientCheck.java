package io.trebuchet.physics.function;

import io.trebuchet.physics.SeededRandom;
import java.util.Locale;

/**
 * Holds the gradient that a {@link ParametricFunction} gives against differences of its output: a
 * wrong one would train, and tell nothing but nonsense.
 */
final class GradientCheck {
  private static final int DIRECTIONS = 3;
  private static final int MOST_WEIGHTS = 2000;

  /** Of the gradient's mean size along a direction; a wrong entry is off by far more. */
  private static final double TOLERANCE = 1e-3;

  private final ParametricFunction function;
  private final double[] weights;
  private final double[] x;
  private final double[] gradient;
  private final double output;
  private final double step;

  private GradientCheck(ParametricFunction function, double[] weights, double[] x) {
    this.function = function;
    this.weights = weights;
    this.x = x;
    gradient = new double[weights.length];
    output = function.evaluate(weights, x, gradient);
    step = Math.cbrt(Math.ulp(1.0)) * (1 + Math.sqrt(squared(weights)));
  }

  /**
   * Checks it at some weights and inputs.
   *
   * @throws IllegalArgumentException if it is another function's gradient, saying where
   */
  static void at(ParametricFunction function, double[] weights, double[][] inputs) {
    SeededRandom random = SeededRandom.of(0).split("gradient-check");
    for (int alpha = 0; alpha < inputs.length; alpha++) {
      GradientCheck check = new GradientCheck(function, weights, inputs[alpha]);
      for (int i = 0; i < DIRECTIONS; i++) {
        double[] direction = random.gaussians(weights.length);
        if (!check.agrees(direction)) {
          throw new IllegalArgumentException(check.message(alpha, direction));
        }
      }
    }
  }

  /** Between the slopes on either side, which at a kink are not the same. */
  private boolean agrees(double[] direction) {
    double given = dot(gradient, direction);
    // What is not finite shows in the trial.
    if (!Double.isFinite(given) || !Double.isFinite(output)) {
      return true;
    }
    double room = TOLERANCE * Math.sqrt(squared(gradient)) + 1e-7 * (1 + Math.abs(output));
    double h = step / Math.sqrt(squared(direction));
    double[] unused = new double[weights.length];
    double above = (function.evaluate(moved(direction, h), x, unused) - output) / h;
    double below = (output - function.evaluate(moved(direction, -h), x, unused)) / h;
    return given >= Math.min(above, below) - room && given <= Math.max(above, below) + room;
  }

  private double difference(double[] direction, double h) {
    double[] unused = new double[weights.length];
    double above = function.evaluate(moved(direction, h), x, unused);
    double below = function.evaluate(moved(direction, -h), x, unused);
    return (above - below) / (2 * h);
  }

  private double[] moved(double[] direction, double h) {
    double[] moved = weights.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += h * direction[i];
    }
    return moved;
  }

  private String message(int alpha, double[] direction) {
    int worst = 0;
    double most = -1;
    double[] unit = new double[weights.length];
    for (int i = 0; i < Math.min(weights.length, MOST_WEIGHTS); i++) {
      unit[i] = 1;
      double off = Math.abs(difference(unit, step) - gradient[i]);
      unit[i] = 0;
      if (off > most) {
        most = off;
        worst = i;
      }
    }
    unit[worst] = 1;
    return String.format(
        Locale.ROOT,
        "the gradient that the model's evaluate gives is not that of its output: at training point"
            + " %d and the initial weights, along a random direction, it is %s where differences of"
            + " the output give %s; most of all for weight %d (from 0), %s instead of %s",
        alpha,
        dot(gradient, direction),
        difference(direction, step / Math.sqrt(squared(direction))),
        worst,
        gradient[worst],
        difference(unit, step));
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double squared(double[] a) {
    return dot(a, a);
  }
}
