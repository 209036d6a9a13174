package io.trebuchet.physics.function;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.Descent;
import io.trebuchet.physics.DescentState;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Observed;
import io.trebuchet.physics.linalg.Eigenvalues;
import io.trebuchet.physics.linalg.VectorLoops;
import java.util.Map;

/** One trial of a {@link FunctionModel}, from the gradients G_α = ∂z_α/∂θ: H = GGᵀ/D, (4). */
final class FunctionDescent extends Descent {
  private final FunctionProblem problem;
  private final double[] weights;
  private final double[][] gradients;
  private final double[] residuals;
  private final double[] kernel;
  private final double[] testGradient;

  FunctionDescent(FunctionProblem problem, double learningRate, double[] weights) {
    super(learningRate);
    this.problem = problem;
    this.weights = weights;
    int size = problem.labels.length;
    gradients = new double[size][weights.length];
    residuals = new double[size];
    kernel = new double[size * size];
    testGradient = new double[weights.length];
  }

  @Override
  public void measure(Measurement into) {
    int size = residuals.length;
    double squares = 0;
    for (int alpha = 0; alpha < size; alpha++) {
      double z = problem.function.evaluate(weights, problem.inputs[alpha], gradients[alpha]);
      residuals[alpha] = z - problem.labels[alpha];
      squares += residuals[alpha] * residuals[alpha];
      for (int beta = 0; beta <= alpha; beta++) {
        double h = dot(gradients[alpha], gradients[beta]) / size;
        kernel[alpha * size + beta] = h;
        kernel[beta * size + alpha] = h;
      }
    }
    into.loss = squares / (2.0 * size);
    into.weightNormSq = dot(weights, weights);
    into.lambdaMax = Eigenvalues.largest(kernel, size);
    into.etaLambda = learningRate * into.lambdaMax;
    into.gradientNormSq = VectorLoops.form(kernel, residuals, size) / size;
    into.sparsity1 = Double.NaN;
    into.sparsity2 = Double.NaN;
    into.safeMargin = Double.NaN;
    into.doomedMargin = Double.NaN;
    into.clearTest();
  }

  @Override
  public void evaluateTest(Measurement into) {
    Dataset test = problem.test;
    if (test == null) {
      return;
    }
    double[][] rows = FunctionProblem.rows(test);
    into.beginTest();
    for (int alpha = 0; alpha < rows.length; alpha++) {
      double z = problem.function.evaluate(weights, rows[alpha], testGradient);
      into.addTest(z, test.labels()[alpha]);
    }
    into.endTest(rows.length);
  }

  @Override
  public void advance() {
    double factor = learningRate / residuals.length;
    for (int alpha = 0; alpha < residuals.length; alpha++) {
      double step = factor * residuals[alpha];
      double[] gradient = gradients[alpha];
      for (int i = 0; i < weights.length; i++) {
        weights[i] -= step * gradient[i];
      }
    }
  }

  @Override
  public double[] weights() {
    return weights.clone();
  }

  @Override
  public DescentState state() {
    return DescentState.of(Map.of("weights", weights.clone()));
  }

  @Override
  public Observed observed() {
    return new FunctionState(problem, weights.clone(), residuals.clone(), kernel.clone());
  }

  @Override
  public void close() {}

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }
}
