package io.trebuchet.physics;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One trial of {@link ReluModel} in data space. The state is A (n×D), with U = U_0 + A Xᵀ, and v;
 * the pre-activations are P = P_0 + A K. With S = max(P, 0), M = v∘1[P > 0]:
 *
 * <pre>
 *   z = Sᵀv/√n     H = (SᵀS + K∘MᵀM)/(nD)                          (54)
 *   A ← A − (η/(√n D)) M diag(ε)     v ← v − (η/(√n D)) S ε        (55), (56) without their typo
 *   |U|² = |U_0|² + ⟨A, P_0⟩ + ⟨A, P⟩
 * </pre>
 */
final class ReluDescent implements GradientDescent {
  private final ReluOperators shared;
  private final ReluMargins margins;
  private final double learningRate;
  private final int width;
  private final int size;
  private final double rootWidth;

  private final Matrix a;
  private final Matrix p;
  private final Matrix v;
  private final Matrix s;
  private final Matrix m;
  private final Matrix outputs;
  private final Matrix errors;
  private final Matrix gramS;
  private final Matrix gramM;
  private final Matrix[] columnsOfA;
  private final Matrix[] columnsOfM;
  private @Nullable TestEvaluation evaluation;

  private final double[] kernel;
  private final double[] gram;
  private final double[] error;
  private final double[] weight;
  private final double[] active;
  private final double[] column;
  private final double[] columnS;
  private final double[] columnM;
  private final TopEigenvalue topEigenvalue;
  private boolean measured;
  private boolean closed;

  ReluDescent(ReluOperators shared, ReluMargins margins, double learningRate) {
    this.shared = shared;
    this.margins = margins;
    this.learningRate = learningRate;
    width = shared.width;
    size = shared.train.size();
    rootWidth = Math.sqrt(width);

    a = Matrix.zeros(width, size);
    p = Matrix.zeros(width, size);
    p.set(shared.initialP);
    v = Matrix.zeros(width, 1);
    v.set(shared.initialV);
    s = Matrix.zeros(width, size);
    m = Matrix.zeros(width, size);
    outputs = Matrix.zeros(size, 1);
    errors = Matrix.zeros(size, 1);
    gramS = Matrix.zeros(size, size);
    gramM = Matrix.zeros(size, size);
    columnsOfA = columns(a);
    columnsOfM = columns(m);

    kernel = new double[size * size];
    gram = new double[size * size];
    error = new double[size];
    weight = new double[width];
    active = new double[width];
    column = new double[width];
    columnS = new double[width];
    columnM = new double[width];
    topEigenvalue = new TopEigenvalue(size);
  }

  private static Matrix[] columns(Matrix matrix) {
    Matrix[] columns = new Matrix[matrix.columns()];
    for (int j = 0; j < columns.length; j++) {
      columns[j] = matrix.columns(j, j + 1);
    }
    return columns;
  }

  @Override
  public double learningRate() {
    return learningRate;
  }

  @Override
  public void measure(Measurement into) {
    requireOpen();
    v.read(weight);
    activate();
    outputs.productTransposed(1 / rootWidth, s, v, 0);
    outputs.read(error);
    double[] labels = shared.train.labels();
    double squares = 0;
    for (int i = 0; i < size; i++) {
      error[i] -= labels[i];
      squares += error[i] * error[i];
    }
    errors.write(error);
    assembleKernel();

    into.loss = squares / (2.0 * size);
    into.weightNormSq = shared.initialUNormSq + a.dot(shared.initialP) + a.dot(p) + v.dot(v);
    into.lambdaMax = topEigenvalue.of(kernel);
    into.etaLambda = learningRate * into.lambdaMax;
    into.sparsity1 = sparsity();
    into.sparsity2 = Double.NaN;
    into.safeMargin = margins.safe(into.etaLambda, learningRate, into.weightNormSq);
    into.doomedMargin = Double.NaN;
    into.testLoss = Double.NaN;
    into.testAccuracy = Double.NaN;
    measured = true;
  }

  /** S and M from P and v, and how often each unit is active. */
  private void activate() {
    Arrays.fill(active, 0);
    for (int j = 0; j < size; j++) {
      p.readColumn(j, column);
      activate(column, weight, columnS, columnM, active);
      s.writeColumn(j, columnS);
      m.writeColumn(j, columnM);
    }
  }

  // signum of a non-negative number is σ': a comparison would be a branch, and not vectorised.
  private static void activate(double[] p, double[] v, double[] s, double[] m, double[] active) {
    for (int i = 0; i < p.length; i++) {
      double output = Math.max(p[i], 0.0);
      double slope = Math.signum(output);
      s[i] = output;
      m[i] = v[i] * slope;
      active[i] += slope;
    }
  }

  private double sparsity() {
    double total = 0;
    for (double count : active) {
      total += count;
    }
    double all = (double) width * size;
    return (all - total) / all;
  }

  private void assembleKernel() {
    double factor = 1 / ((double) width * size);
    gramS.gram(factor, s);
    gramM.gram(factor, m);
    gramS.read(kernel);
    gramM.read(gram);
    double[] k = shared.gramValues;
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] += k[i] * gram[i];
    }
    ReluOperators.mirror(kernel, size);
  }

  /** H of the last {@link #measure}, D×D, both triangles; shared, read-only. */
  double[] kernel() {
    return kernel;
  }

  /** ε of the last {@link #measure}; shared, read-only. */
  double[] errors() {
    return error;
  }

  @Override
  public void evaluateTest(Measurement into) {
    requireOpen();
    TestOperators test = shared.test;
    if (test == null) {
      return;
    }
    if (evaluation == null) {
      evaluation = new TestEvaluation(test, width);
    }
    evaluation.evaluate(a, weight, into);
  }

  @Override
  public void advance() {
    requireOpen();
    if (!measured) {
      throw new IllegalStateException("measure() must come before each advance()");
    }
    measured = false;
    double factor = -learningRate / (rootWidth * size);
    for (int j = 0; j < size; j++) {
      columnsOfA[j].add(factor * error[j], columnsOfM[j]);
    }
    v.product(factor, s, errors, 1);
    p.set(shared.initialP);
    p.product(1, a, shared.gram, 1);
  }

  @Override
  public double[] weights() {
    requireOpen();
    int d = shared.train.dimension();
    double[] weights = new double[width * (d + 1)];
    try (Matrix u = Matrix.zeros(d, width)) {
      u.set(shared.initialU);
      u.productWithTransposed(1, shared.inputs, a, 1);
      u.read(weights);
    }
    double[] last = new double[width];
    v.read(last);
    System.arraycopy(last, 0, weights, width * d, width);
    return weights;
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
    for (Matrix matrix : new Matrix[] {a, p, v, s, m, outputs, errors, gramS, gramM}) {
      matrix.close();
    }
    if (evaluation != null) {
      evaluation.close();
    }
  }
}
