package io.trebuchet.physics;

import java.util.Arrays;
import java.util.List;

/**
 * One trial of a quadratic model (182). With w_k = V_kθ_ψ all points are served by K products:
 *
 * <pre>
 *   z = ½ζ C (θᵀw) + φθ        H = (ζ²/D) C (wᵀw) Cᵀ + φφᵀ/D                       (23)
 *   θ_ψ ← θ_ψ − (ηζ/D) Σ_k (Cᵀε)_k w_k        θ_φ ← θ_φ − (η/D) Σ_α ε_α φ_α
 * </pre>
 */
final class QuadraticDescent implements GradientDescent, Observed {
  private final QuadraticProblem problem;
  private final PsiOperators operators;
  private final QuadraticFeatures features;
  private final Dataset train;
  private final double learningRate;
  private final int size;
  private final int psiSize;

  private final Matrix psiWeights;
  private final Matrix images;
  private final Matrix imagesByOperator;
  private final Matrix formColumn;
  private final Matrix gramMatrix;
  private final Matrix stepColumn;
  private final Matrix work;

  private final double[] theta;
  private final double[] forms;
  private final double[] gram;
  private final double[] perOperator;
  private final double[] error;
  private final double[] kernel;
  private final double[] pulledBack;
  private final double[] meanInput;
  private final TopEigenvalue topEigenvalue;
  private boolean measured;
  private boolean closed;

  QuadraticDescent(QuadraticProblem problem, double learningRate) {
    this.problem = problem;
    this.operators = problem.operators();
    this.features = problem.features();
    this.train = problem.train();
    this.learningRate = learningRate;
    size = train.size();
    psiSize = features.psiSize();
    int count = operators.count();
    theta = problem.initialWeights().clone();

    psiWeights = Matrix.zeros(psiSize, 1);
    psiWeights.write(theta);
    images = Matrix.zeros(psiSize * count, 1);
    imagesByOperator = images.reshaped(psiSize, count);
    formColumn = Matrix.zeros(count, 1);
    gramMatrix = Matrix.zeros(count, count);
    stepColumn = Matrix.zeros(count, 1);
    work = Matrix.zeros(psiSize, 1);

    forms = new double[count];
    gram = new double[count * count];
    perOperator = new double[count];
    error = new double[size];
    kernel = new double[size * size];
    pulledBack = new double[train.dimension()];
    meanInput = new double[train.dimension()];
    topEigenvalue = new TopEigenvalue(size);
  }

  @Override
  public double learningRate() {
    return learningRate;
  }

  @Override
  public void measure(Measurement into) {
    requireOpen();
    images.productTransposed(1, operators.stack(), psiWeights, 0);
    formColumn.productTransposed(1, imagesByOperator, psiWeights, 0);
    formColumn.read(forms);
    gramMatrix.gram(1, imagesByOperator);
    gramMatrix.read(gram);
    double zeta = problem.zeta();
    operators.addKernel(zeta * zeta / size, gram, problem.featureKernel(), perOperator, kernel);
    operators.toPoints(forms, error);
    features.pullBack(problem.featureScale(), theta, pulledBack);
    double squares = 0;
    for (int alpha = 0; alpha < size; alpha++) {
      error[alpha] = 0.5 * zeta * error[alpha] + linearPart(train, alpha) - train.labels()[alpha];
      squares += error[alpha] * error[alpha];
    }
    double psiNormSq = normSq(0, psiSize);
    into.loss = squares / (2.0 * size);
    into.weightNormSq = psiNormSq + normSq(psiSize, theta.length);
    into.lambdaMax = topEigenvalue.of(kernel);
    into.etaLambda = learningRate * into.lambdaMax;
    into.sparsity1 = Double.NaN;
    into.sparsity2 = Double.NaN;
    into.testLoss = Double.NaN;
    into.testAccuracy = Double.NaN;
    into.safeMargin =
        problem.margins().safe(learningRate, into.weightNormSq, psiNormSq, linearPart(train, 0));
    into.doomedMargin =
        problem.margins().doomed(learningRate, into.weightNormSq, psiNormSq, linearPart(train, 0));
    into.returnsLevel = problem.margins().returnsLevel(learningRate, into.weightNormSq);
    into.excessLoss = size == 1 ? into.loss : Double.NaN;
    into.curvature = problem.margins().top();
    measured = true;
  }

  /** φ(x)ᵀθ. */
  private double linearPart(Dataset points, int alpha) {
    double sum = 0;
    for (int i = 0; i < pulledBack.length; i++) {
      sum += points.input(alpha, i) * pulledBack[i];
    }
    return sum;
  }

  private double normSq(int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += theta[i] * theta[i];
    }
    return sum;
  }

  @Override
  public void evaluateTest(Measurement into) {
    requireOpen();
    Dataset test = problem.test();
    if (test == null) {
      return;
    }
    double squares = 0;
    int right = 0;
    for (int point = 0; point < test.size(); point++) {
      double z =
          0.5 * problem.zeta() * operators.testForm(point, forms, theta, psiWeights, work)
              + linearPart(test, point);
      double y = test.labels()[point];
      squares += (z - y) * (z - y);
      right += Math.signum(z) == Math.signum(y) ? 1 : 0;
    }
    into.testLoss = squares / (2.0 * test.size());
    into.testAccuracy = (double) right / test.size();
  }

  @Override
  public void advance() {
    requireOpen();
    if (!measured) {
      throw new IllegalStateException("measure() must come before each advance()");
    }
    measured = false;
    double rate = learningRate / size;
    operators.toOperators(-rate * problem.zeta(), error, perOperator);
    stepColumn.write(perOperator);
    psiWeights.product(1, imagesByOperator, stepColumn, 1);
    psiWeights.read(theta);
    inputsTimes(error, meanInput);
    features.pushForward(-rate * problem.featureScale(), meanInput, theta);
  }

  /** Σ_α e_α x_α. */
  private void inputsTimes(double[] e, double[] into) {
    for (int i = 0; i < into.length; i++) {
      double sum = 0;
      for (int alpha = 0; alpha < size; alpha++) {
        sum += e[alpha] * train.input(alpha, i);
      }
      into[i] = sum;
    }
  }

  /** The last measured state, with a more exact λ_max. */
  QuadraticMargins.State state(double lambdaMax) {
    double squares = 0;
    for (double e : error) {
      squares += e * e;
    }
    double psiNormSq = normSq(0, psiSize);
    return new QuadraticMargins.State(
        squares / (2.0 * size),
        lambdaMax,
        psiNormSq + normSq(psiSize, theta.length),
        psiNormSq,
        linearPart(train, 0));
  }

  /** The top eigenvector of the last measured H. */
  double[] topEigenvector() {
    return topEigenvalue.vector().clone();
  }

  @Override
  public double[] weights() {
    return theta.clone();
  }

  @Override
  public Observed observed() {
    return this;
  }

  @Override
  public double[] kernel() {
    return kernel.clone();
  }

  @Override
  public double[] residuals() {
    return error.clone();
  }

  @Override
  public List<Layer> layers() {
    Layer psi = new Layer("psi", 0, psiSize);
    return psiSize == theta.length
        ? List.of(psi)
        : List.of(psi, new Layer("phi", psiSize, theta.length));
  }

  @Override
  public double[] hessianTimes(double[] direction) {
    requireOpen();
    double zeta = problem.zeta();
    double[] along = new double[size];
    double[] weights = new double[operators.count()];
    double[] product = direction.clone();
    try (Matrix vector = Matrix.zeros(psiSize, 1);
        Matrix turned = Matrix.zeros(images.rows(), 1);
        Matrix column = Matrix.zeros(operators.count(), 1);
        Matrix result = Matrix.zeros(psiSize, 1)) {
      vector.write(direction);
      column.productTransposed(1, imagesByOperator, vector, 0);
      column.read(weights);
      operators.toPoints(weights, along);
      double[] pulled = new double[train.dimension()];
      features.pullBack(problem.featureScale(), direction, pulled);
      for (int alpha = 0; alpha < size; alpha++) {
        along[alpha] *= zeta;
        for (int i = 0; i < pulled.length; i++) {
          along[alpha] += train.input(alpha, i) * pulled[i];
        }
      }
      operators.toOperators(zeta / size, along, weights);
      column.write(weights);
      result.product(1, imagesByOperator, column, 0);
      turned.productTransposed(1, operators.stack(), vector, 0);
      operators.toOperators(zeta / size, error, weights);
      column.write(weights);
      result.product(1, turned.reshaped(psiSize, operators.count()), column, 1);
      result.read(product);
    }
    double[] mean = new double[train.dimension()];
    inputsTimes(along, mean);
    Arrays.fill(product, psiSize, product.length, 0);
    features.pushForward(problem.featureScale() / size, mean, product);
    return product;
  }

  private void requireOpen() {
    // Freed memory outside the heap must never be touched: it would end the process.
    if (closed) {
      throw new IllegalStateException("the trial is closed");
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (Matrix matrix :
        new Matrix[] {psiWeights, images, formColumn, gramMatrix, stepColumn, work}) {
      matrix.close();
    }
  }
}
