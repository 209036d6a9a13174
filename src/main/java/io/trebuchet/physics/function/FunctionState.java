package io.trebuchet.physics.function;

import io.trebuchet.physics.ObservedCopy;
import java.util.List;

/** A state of a {@link FunctionDescent}. */
final class FunctionState extends ObservedCopy {
  /** Of the NTK's trace: what differences may be off by. */
  private static final double ROUNDING = 1e-6;

  private final FunctionProblem problem;

  FunctionState(FunctionProblem problem, double[] weights, double[] residuals, double[] kernel) {
    super(weights, residuals, kernel);
    this.problem = problem;
  }

  @Override
  public List<Layer> layers() {
    return List.of(new Layer("θ", 0, weights.length));
  }

  /**
   * Exactly if the function knows its second derivatives; else by central differences of the whole
   * gradient of L, relative error about 1e−10. These are taken with two steps, and where they do
   * not agree, as across a kink, nothing is known: NaN.
   */
  @Override
  public double[] hessianTimes(double[] direction) {
    if (TwoSteps.squared(direction) == 0) {
      return new double[weights.length];
    }
    double[] exact = exactly(direction);
    if (exact.length > 0) {
      return exact;
    }
    return TwoSteps.agreed(
        weights, direction, ROUNDING * trace(), h -> byDifferences(direction, h));
  }

  /** Empty if the function does not know it. */
  private double[] exactly(double[] direction) {
    double[] out = new double[weights.length];
    double[] gradient = new double[weights.length];
    double[] second = new double[weights.length];
    for (int alpha = 0; alpha < residuals.length; alpha++) {
      double[] x = problem.inputs[alpha];
      if (!problem.function.hessianTimes(weights, x, direction, second)) {
        return new double[0];
      }
      problem.function.evaluate(weights, x, gradient);
      double along = 0;
      for (int i = 0; i < out.length; i++) {
        along += gradient[i] * direction[i];
      }
      for (int i = 0; i < out.length; i++) {
        out[i] += (along * gradient[i] + residuals[alpha] * second[i]) / residuals.length;
      }
    }
    return out;
  }

  private double[] byDifferences(double[] direction, double h) {
    double[] out = new double[weights.length];
    addGradient(h, direction, 1 / (2 * h), out);
    addGradient(-h, direction, -1 / (2 * h), out);
    return out;
  }

  /** Of the NTK: the size of the Hessian's first part. */
  private double trace() {
    double sum = 0;
    for (int alpha = 0; alpha < residuals.length; alpha++) {
      sum += kernel[alpha * residuals.length + alpha];
    }
    return sum;
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
}
