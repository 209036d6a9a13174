package io.trebuchet.physics.function;

import io.trebuchet.physics.Observed;
import io.trebuchet.physics.linalg.VectorLoops;
import io.trebuchet.physics.training.JacobianRows;
import java.util.Arrays;
import java.util.List;

/**
 * The outputs of a {@link ParametricFunction}: the gradient of every point is held, second
 * derivatives are the function's own, or differences of gradients with two steps that must agree.
 */
final class FunctionOutputs extends JacobianRows {
  private static final double ROUNDING = 1e-7;

  private final ParametricFunction function;
  private final double[][] inputs;
  private final double[] weights;

  private FunctionOutputs(ParametricFunction function, double[][] inputs) {
    super(new double[inputs.length][function.size()]);
    this.function = function;
    this.inputs = inputs;
    weights = new double[function.size()];
  }

  /**
   * On some points.
   *
   * @param inputs D rows of d
   */
  static FunctionOutputs of(ParametricFunction function, double[][] inputs) {
    return new FunctionOutputs(function, inputs);
  }

  @Override
  public List<Observed.Layer> layers() {
    return List.of(new Observed.Layer("θ", 0, weights.length));
  }

  @Override
  public double[] at(double[] theta) {
    System.arraycopy(theta, 0, weights, 0, weights.length);
    for (int alpha = 0; alpha < z.length; alpha++) {
      z[alpha] = function.evaluate(weights, inputs[alpha], rows[alpha]);
    }
    return z;
  }

  /** Of a kink on the way nothing is known: NaN. */
  @Override
  public void pullBackAlong(double[] slopes, double[] along, double[] into) {
    pullBack(along, into);
    double[] second = exactly(slopes);
    VectorLoops.add(into, weights.length, second.length > 0 ? second : differences(slopes), 1);
  }

  /** Σ s_α (∂²z_α) v; empty if the function does not know it. */
  private double[] exactly(double[] slopes) {
    double[] sum = new double[weights.length];
    double[] product = new double[weights.length];
    for (int alpha = 0; alpha < z.length; alpha++) {
      if (!function.hessianTimes(weights, inputs[alpha], direction, product)) {
        return new double[0];
      }
      VectorLoops.add(sum, sum.length, product, slopes[alpha]);
    }
    return sum;
  }

  private double[] differences(double[] slopes) {
    if (norm(direction) == 0) {
      return new double[weights.length];
    }
    double size = 0;
    for (int alpha = 0; alpha < z.length; alpha++) {
      size += Math.abs(slopes[alpha]) * norm(rows[alpha]);
    }
    double noise = ROUNDING * size / (1 + norm(weights));
    return TwoSteps.agreed(weights, direction, noise, h -> difference(slopes, h));
  }

  private double[] difference(double[] slopes, double h) {
    double[] out = new double[weights.length];
    double[] gradient = new double[weights.length];
    for (double side : new double[] {h, -h}) {
      double[] moved = moved(direction, side);
      for (int alpha = 0; alpha < z.length; alpha++) {
        double unused = function.evaluate(moved, inputs[alpha], gradient);
        VectorLoops.add(out, out.length, gradient, slopes[alpha] / (2 * side));
      }
    }
    return out;
  }

  private double[] moved(double[] by, double factor) {
    double[] moved = weights.clone();
    VectorLoops.add(moved, moved.length, by, factor);
    return moved;
  }

  @Override
  public void bend(double[] v, double[] w, double[] into) {
    if (norm(w) == 0) {
      Arrays.fill(into, 0);
      return;
    }
    double[] product = new double[weights.length];
    double h = TwoSteps.narrow(weights, w);
    for (int alpha = 0; alpha < z.length; alpha++) {
      if (function.hessianTimes(weights, inputs[alpha], w, product)) {
        into[alpha] = VectorLoops.dot(product, v, v.length);
      } else {
        double unusedAhead = function.evaluate(moved(w, h), inputs[alpha], product);
        double ahead = VectorLoops.dot(product, v, v.length);
        double unusedBehind = function.evaluate(moved(w, -h), inputs[alpha], product);
        into[alpha] = (ahead - VectorLoops.dot(product, v, v.length)) / (2 * h);
      }
    }
  }

  private static double norm(double[] x) {
    return Math.sqrt(TwoSteps.squared(x));
  }
}
