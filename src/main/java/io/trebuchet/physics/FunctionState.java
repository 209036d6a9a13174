package io.trebuchet.physics;

import java.util.List;

/** A state of a {@link FunctionDescent}: its own copy, so it stays valid. */
final class FunctionState implements Observed {
  private final FunctionProblem problem;
  private final double[] weights;
  private final double[] residuals;
  private final double[] kernel;

  FunctionState(FunctionProblem problem, double[] weights, double[] residuals, double[] kernel) {
    this.problem = problem;
    this.weights = weights;
    this.residuals = residuals;
    this.kernel = kernel;
  }

  @Override
  public double[] kernel() {
    return kernel.clone();
  }

  @Override
  public double[] residuals() {
    return residuals.clone();
  }

  @Override
  public double[] weights() {
    return weights.clone();
  }

  @Override
  public List<Layer> layers() {
    return List.of(new Layer("θ", 0, weights.length));
  }

  /** By central differences of the whole gradient of L: relative error about 1e−10. */
  @Override
  public double[] hessianTimes(double[] direction) {
    double length = Math.sqrt(squared(direction));
    double[] out = new double[weights.length];
    if (length == 0) {
      return out;
    }
    double h = Math.cbrt(Math.ulp(1.0)) * (1 + Math.sqrt(squared(weights))) / length;
    addGradient(h, direction, 1 / (2 * h), out);
    addGradient(-h, direction, -1 / (2 * h), out);
    return out;
  }

  /** out += factor · ∇L(θ + h · direction). */
  private void addGradient(double h, double[] direction, double factor, double[] out) {
    double[] moved = new double[weights.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = weights[i] + h * direction[i];
    }
    double[] gradient = new double[weights.length];
    for (int alpha = 0; alpha < problem.labels.length; alpha++) {
      double z = problem.function.evaluate(moved, problem.inputs[alpha], gradient);
      double share = factor * (z - problem.labels[alpha]) / problem.labels.length;
      for (int i = 0; i < out.length; i++) {
        out[i] += share * gradient[i];
      }
    }
  }

  private static double squared(double[] x) {
    double sum = 0;
    for (double a : x) {
      sum += a * a;
    }
    return sum;
  }
}
