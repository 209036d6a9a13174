package io.trebuchet.physics.function;

import io.trebuchet.physics.Observed;
import io.trebuchet.physics.linalg.VectorLoops;
import io.trebuchet.physics.training.Outputs;
import java.util.Arrays;
import java.util.List;

/**
 * The outputs of a {@link ParametricFunction}: the gradient of every point is held, second
 * derivatives are the function's own, or differences of gradients with two steps that must agree.
 */
final class FunctionOutputs implements Outputs {
  private static final double WIDER = 4;
  private static final double AGREE = 1e-3;
  private static final double ROUNDING = 1e-7;

  private final ParametricFunction function;
  private final double[][] inputs;
  private final double[][] gradients;
  private final double[] z;
  private final double[] weights;
  private double[] direction = new double[0];

  private FunctionOutputs(ParametricFunction function, double[][] inputs) {
    this.function = function;
    this.inputs = inputs;
    gradients = new double[inputs.length][function.size()];
    z = new double[inputs.length];
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
  public int weights() {
    return weights.length;
  }

  @Override
  public int points() {
    return inputs.length;
  }

  @Override
  public int outputs() {
    return 1;
  }

  @Override
  public List<Observed.Layer> layers() {
    return List.of(new Observed.Layer("θ", 0, weights.length));
  }

  @Override
  public double[] at(double[] theta) {
    System.arraycopy(theta, 0, weights, 0, weights.length);
    for (int alpha = 0; alpha < z.length; alpha++) {
      z[alpha] = function.evaluate(weights, inputs[alpha], gradients[alpha]);
    }
    return z;
  }

  @Override
  public void kernel(double[] into) {
    for (int a = 0; a < z.length; a++) {
      for (int b = 0; b <= a; b++) {
        double entry = VectorLoops.dot(gradients[a], gradients[b], weights.length);
        into[a * z.length + b] = entry;
        into[b * z.length + a] = entry;
      }
    }
  }

  @Override
  public void pullBack(double[] slopes, double[] into) {
    Arrays.fill(into, 0);
    for (int alpha = 0; alpha < z.length; alpha++) {
      VectorLoops.add(into, weights.length, gradients[alpha], slopes[alpha]);
    }
  }

  @Override
  public void pushForward(double[] v, double[] into) {
    direction = v;
    for (int alpha = 0; alpha < z.length; alpha++) {
      into[alpha] = VectorLoops.dot(gradients[alpha], v, weights.length);
    }
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
    double length = norm(direction);
    if (length == 0) {
      return new double[weights.length];
    }
    double h = step(length);
    double[] narrow = difference(slopes, h);
    double[] wide = difference(slopes, WIDER * h);
    double apart = 0;
    for (int i = 0; i < narrow.length; i++) {
      apart += (narrow[i] - wide[i]) * (narrow[i] - wide[i]);
    }
    double size = 0;
    for (int alpha = 0; alpha < z.length; alpha++) {
      size += Math.abs(slopes[alpha]) * norm(gradients[alpha]);
    }
    double noise = ROUNDING * size * length / (1 + norm(weights));
    if (!(Math.sqrt(apart) <= AGREE * Math.max(norm(narrow), norm(wide)) + noise)) {
      Arrays.fill(narrow, Double.NaN);
    }
    return narrow;
  }

  private double step(double length) {
    return Math.cbrt(Math.ulp(1.0)) * (1 + norm(weights)) / length;
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
    double[] product = new double[weights.length];
    double h = step(Math.max(norm(w), Double.MIN_NORMAL));
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
    return Math.sqrt(VectorLoops.dot(x, x, x.length));
  }

  @Override
  public void close() {}
}
