package io.trebuchet.physics;

import org.jspecify.annotations.Nullable;

/**
 * The meta-features of all training points as ψ_α = Σ_k C_αk V_k, outside the heap and shared by
 * all trials: the K operators of a {@link PsiExpansion}, or ψ_α itself for each point (K = D, C =
 * 1) where that is cheaper or nothing else is known. Read-only after construction.
 */
final class PsiOperators implements AutoCloseable {
  /** ψ of all test points is held where it takes at most 256 MB. */
  static final long MOST_TEST_ENTRIES = 1L << 25;

  private final QuadraticFeatures features;
  private final int count;
  private final int points;
  private final Matrix stack;
  private final double @Nullable [] coefficients;
  private final @Nullable Dataset test;
  private final double @Nullable [] testCoefficients;
  private final Matrix @Nullable [] testPsi;

  private PsiOperators(
      QuadraticFeatures features,
      int count,
      int points,
      Matrix stack,
      double @Nullable [] coefficients,
      @Nullable Dataset test,
      double @Nullable [] testCoefficients,
      Matrix @Nullable [] testPsi) {
    this.features = features;
    this.count = count;
    this.points = points;
    this.stack = stack;
    this.coefficients = coefficients;
    this.test = test;
    this.testCoefficients = testCoefficients;
    this.testPsi = testPsi;
  }

  /**
   * The cheapest exact form.
   *
   * @throws IllegalArgumentException if the operators have more than 2³¹ − 1 entries together
   */
  static PsiOperators of(QuadraticFeatures features, Dataset train, @Nullable Dataset test) {
    PsiExpansion expansion = PsiExpansion.of(features, allInputs(train, test));
    boolean serves = expansion != null && (expansion.count() <= train.size() || test != null);
    return serves && expansion != null
        ? expanded(features, expansion, train, test)
        : perPoint(features, train, test, MOST_TEST_ENTRIES);
  }

  /** One operator for each of the expansion's terms. */
  static PsiOperators expanded(
      QuadraticFeatures features, PsiExpansion expansion, Dataset train, @Nullable Dataset test) {
    int m = features.psiSize();
    Matrix stack = stack(m, expansion.count());
    double[] operator = new double[m * m];
    for (int k = 0; k < expansion.count(); k++) {
      expansion.operator(k, operator);
      stack.columns(k * m, (k + 1) * m).write(operator);
    }
    return new PsiOperators(
        features,
        expansion.count(),
        train.size(),
        stack,
        expansion.coefficients(train.inputs()),
        test,
        test == null ? null : expansion.coefficients(test.inputs()),
        null);
  }

  /**
   * ψ_α of each training point. Those of test points are held too if they have at most {@code
   * mostTestEntries} entries together, and otherwise rebuilt whenever they are needed.
   */
  static PsiOperators perPoint(
      QuadraticFeatures features, Dataset train, @Nullable Dataset test, long mostTestEntries) {
    int m = features.psiSize();
    Matrix stack = stack(m, train.size());
    for (int alpha = 0; alpha < train.size(); alpha++) {
      write(features, train, alpha, stack.columns(alpha * m, (alpha + 1) * m));
    }
    boolean held = test != null && (long) m * m * test.size() <= mostTestEntries;
    Matrix[] testPsi = held && test != null ? testPsi(features, test) : null;
    return new PsiOperators(features, train.size(), train.size(), stack, null, test, null, testPsi);
  }

  private static Matrix[] testPsi(QuadraticFeatures features, Dataset test) {
    Matrix[] psi = new Matrix[test.size()];
    for (int point = 0; point < psi.length; point++) {
      psi[point] = Matrix.zeros(features.psiSize(), features.psiSize());
      write(features, test, point, psi[point]);
    }
    return psi;
  }

  private static void write(QuadraticFeatures features, Dataset points, int point, Matrix into) {
    double[] psi = new double[into.rows() * into.columns()];
    features.psi(points.inputs(), point * points.dimension(), psi);
    into.write(psi);
  }

  private static Matrix stack(int size, int count) {
    if ((long) size * size * count > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%d meta-feature matrices of %d×%d have more than 2^31 - 1 entries: make the model or the data smaller"
              .formatted(count, size, size));
    }
    return Matrix.zeros(size, size * count);
  }

  private static double[] allInputs(Dataset train, @Nullable Dataset test) {
    if (test == null) {
      return train.inputs();
    }
    double[] all = new double[train.inputs().length + test.inputs().length];
    System.arraycopy(train.inputs(), 0, all, 0, train.inputs().length);
    System.arraycopy(test.inputs(), 0, all, train.inputs().length, test.inputs().length);
    return all;
  }

  /** n_ψ. */
  int size() {
    return features.psiSize();
  }

  /** K. */
  int count() {
    return count;
  }

  /** V_1 … V_K side by side, n_ψ×(K n_ψ). */
  Matrix stack() {
    return stack;
  }

  /** Σ_k C_αk a_k for each α. */
  void toPoints(double[] a, double[] into) {
    double[] c = coefficients;
    if (c == null) {
      System.arraycopy(a, 0, into, 0, points);
      return;
    }
    for (int alpha = 0; alpha < points; alpha++) {
      double sum = 0;
      for (int k = 0; k < count; k++) {
        sum += c[alpha * count + k] * a[k];
      }
      into[alpha] = sum;
    }
  }

  /** factor Σ_α C_αk e_α for each k. */
  void toOperators(double factor, double[] e, double[] into) {
    double[] c = coefficients;
    for (int k = 0; k < count; k++) {
      if (c == null) {
        into[k] = factor * e[k];
        continue;
      }
      double sum = 0;
      for (int alpha = 0; alpha < points; alpha++) {
        sum += c[alpha * count + k] * e[alpha];
      }
      into[k] = factor * sum;
    }
  }

  /**
   * into ← base + factor·C M Cᵀ, both triangles.
   *
   * @param gram K×K; only {@code [l·K + k]}, k ≤ l, is read, and the rest is filled
   * @param work K numbers
   */
  void addKernel(double factor, double[] gram, double[] base, double[] work, double[] into) {
    for (int l = 0; l < count; l++) {
      for (int k = 0; k < l; k++) {
        gram[k * count + l] = gram[l * count + k];
      }
    }
    double[] c = coefficients;
    for (int alpha = 0; alpha < points; alpha++) {
      int row = alpha * points;
      if (c == null) {
        for (int beta = 0; beta < points; beta++) {
          into[row + beta] = base[row + beta] + factor * gram[row + beta];
        }
        continue;
      }
      for (int l = 0; l < count; l++) {
        double sum = 0;
        for (int k = 0; k < count; k++) {
          sum += c[alpha * count + k] * gram[l * count + k];
        }
        work[l] = factor * sum;
      }
      for (int beta = 0; beta <= alpha; beta++) {
        double sum = base[row + beta];
        for (int l = 0; l < count; l++) {
          sum += work[l] * c[beta * count + l];
        }
        into[row + beta] = sum;
        into[beta * points + alpha] = sum;
      }
    }
  }

  /** Σ_α e_α ψ_α, n_ψ×n_ψ. */
  double[] combined(double[] e) {
    int m = size();
    double[] weights = new double[count];
    toOperators(1, e, weights);
    double[] sum = new double[m * m];
    try (Matrix factors = Matrix.of(count, 1, weights);
        Matrix result = Matrix.zeros(m * m, 1)) {
      result.product(1, stack.reshaped(m * m, count), factors, 0);
      result.read(sum);
    }
    return sum;
  }

  /** Σ_α ψ_α², n_ψ×n_ψ, for Ω (143). */
  double[] sumOfSquares() {
    int m = size();
    double[] sum = new double[m * m];
    try (Matrix result = Matrix.zeros(m, m)) {
      if (coefficients == null) {
        result.productWithTransposed(1, stack, stack, 0);
      } else {
        try (Matrix mixing = Matrix.of(count, count, mixing(coefficients));
            Matrix mixed = Matrix.zeros(m, m * count)) {
          mixed.reshaped(m * m, count).product(1, stack.reshaped(m * m, count), mixing, 0);
          result.productWithTransposed(1, stack, mixed, 0);
        }
      }
      result.read(sum);
    }
    return sum;
  }

  /** CᵀC. */
  private double[] mixing(double[] c) {
    double[] b = new double[count * count];
    for (int alpha = 0; alpha < points; alpha++) {
      for (int k = 0; k < count; k++) {
        for (int l = 0; l < count; l++) {
          b[k * count + l] += c[alpha * count + k] * c[alpha * count + l];
        }
      }
    }
    return b;
  }

  /**
   * θᵀψ(x*)θ of a test point.
   *
   * @param forms θᵀV_kθ
   * @param theta θ, its part on ψ first
   * @param psiWeights that part, n_ψ×1
   * @param work n_ψ×1
   */
  double testForm(int point, double[] forms, double[] theta, Matrix psiWeights, Matrix work) {
    double[] c = testCoefficients;
    Matrix[] held = testPsi;
    if (c != null) {
      double sum = 0;
      for (int k = 0; k < count; k++) {
        sum += c[point * count + k] * forms[k];
      }
      return sum;
    }
    if (held != null) {
      work.product(1, held[point], psiWeights, 0);
      return work.dot(psiWeights);
    }
    if (test == null) {
      throw new IllegalStateException("there is no test set");
    }
    return features.form(test.inputs(), point * test.dimension(), theta);
  }

  @Override
  public void close() {
    stack.close();
    if (testPsi != null) {
      for (Matrix psi : testPsi) {
        psi.close();
      }
    }
  }
}
