package io.trebuchet.physics.quadratic;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.linalg.OperatorStack;
import io.trebuchet.physics.linalg.VectorLoops;
import java.util.List;

/**
 * ∇²L of a {@link QuadraticDescent} at its last measured state; observed only, no step needs it.
 */
final class QuadraticHessian {
  private final QuadraticDescent descent;
  private final QuadraticProblem problem;
  private final double[] error;
  private final double[][] panel;

  private QuadraticHessian(
      QuadraticDescent descent, QuadraticProblem problem, double[] error, double[][] panel) {
    this.descent = descent;
    this.problem = problem;
    this.error = error;
    this.panel = panel;
  }

  /**
   * That of a trial.
   *
   * @param error ε of the last measurement; read only
   * @param panel where the trial's products are made
   */
  static QuadraticHessian of(
      QuadraticDescent descent, QuadraticProblem problem, double[] error, double[][] panel) {
    return new QuadraticHessian(descent, problem, error, panel);
  }

  /** (∇²L) direction. */
  double[] times(double[] direction) {
    PsiOperators operators = problem.operators();
    QuadraticFeatures features = problem.features();
    Dataset train = problem.train();
    double[][] images = descent.images();
    int size = train.size();
    int psiSize = features.psiSize();
    double zeta = problem.zeta();
    double[] along = new double[size];
    double[] weights = new double[operators.count()];
    VectorLoops.dots(direction, images, images.length, psiSize, weights, 0);
    operators.toPoints(weights, along);
    double[] pulled = new double[train.dimension()];
    features.pullBack(direction, pulled);
    for (int alpha = 0; alpha < size; alpha++) {
      along[alpha] *= zeta;
      for (int i = 0; i < pulled.length; i++) {
        along[alpha] += train.input(alpha, i) * pulled[i];
      }
    }
    double[] product = new double[direction.length];
    operators.toOperators(zeta / size, along, weights);
    descent.addImages(weights, images, product);
    Turned turned = new Turned(direction, images.length, psiSize);
    operators.stack().multiply(List.of(turned), panel);
    operators.toOperators(zeta / size, error, weights);
    descent.addImages(weights, turned.images(), product);
    double[] mean = new double[train.dimension()];
    descent.inputsTimes(along, mean);
    features.pushForward(1.0 / size, mean, product);
    return product;
  }

  /** A direction and its products. */
  private static final class Turned implements OperatorStack.Multiplied {
    private final double[] direction;
    private final double[][] images;

    Turned(double[] direction, int count, int size) {
      this.direction = direction;
      this.images = new double[count][size];
    }

    @Override
    public double[] vector() {
      return direction;
    }

    @Override
    public double[][] images() {
      return images;
    }
  }
}
