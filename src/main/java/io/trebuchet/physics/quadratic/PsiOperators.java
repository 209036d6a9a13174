package io.trebuchet.physics.quadratic;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.linalg.KernelForm;
import io.trebuchet.physics.linalg.Matrix;
import io.trebuchet.physics.linalg.OperatorStack;
import org.jspecify.annotations.Nullable;

/**
 * The meta-features of all training points as ψ_α = Σ_k C_αk V_k, shared by all trials: the K
 * operators of a {@link PsiExpansion}, or ψ_α itself for each point (K = D, C = 1) where that is
 * cheaper or nothing else is known. Read-only after construction.
 */
final class PsiOperators implements AutoCloseable {
  /** ψ of all test points is held where it takes at most 256 MB. */
  static final long MOST_TEST_ENTRIES = 1L << 25;

  private final QuadraticFeatures features;
  private final int points;
  private final OperatorStack stack;
  private final double @Nullable [] coefficients;
  private final @Nullable Dataset test;
  private final double @Nullable [] testCoefficients;
  private final Matrix @Nullable [] testPsi;

  private PsiOperators(
      QuadraticFeatures features,
      int points,
      OperatorStack stack,
      double @Nullable [] coefficients,
      @Nullable Dataset test,
      double @Nullable [] testCoefficients,
      Matrix @Nullable [] testPsi) {
    this.features = features;
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
    boolean serves = expansion != null && (expansion.count() < train.size() || test != null);
    return serves && expansion != null
        ? expanded(features, expansion, train, test)
        : perPoint(features, train, test, OperatorStack.MOST_HEAP_ENTRIES, MOST_TEST_ENTRIES);
  }

  /** One operator for each of the expansion's terms. */
  static PsiOperators expanded(
      QuadraticFeatures features, PsiExpansion expansion, Dataset train, @Nullable Dataset test) {
    int m = features.psiSize();
    OperatorStack stack =
        OperatorStack.zeros(m, expansion.count(), OperatorStack.MOST_HEAP_ENTRIES);
    double[] operator = new double[m * m];
    for (int k = 0; k < expansion.count(); k++) {
      expansion.operator(k, operator);
      stack.write(k, operator);
    }
    return new PsiOperators(
        features,
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
   *
   * @param mostHeapEntries how many entries of the ψ_α may be kept on the heap
   */
  static PsiOperators perPoint(
      QuadraticFeatures features,
      Dataset train,
      @Nullable Dataset test,
      long mostHeapEntries,
      long mostTestEntries) {
    int m = features.psiSize();
    OperatorStack stack = OperatorStack.zeros(m, train.size(), mostHeapEntries);
    double[] psi = new double[m * m];
    for (int alpha = 0; alpha < train.size(); alpha++) {
      features.psi(train.inputs(), alpha * train.dimension(), psi);
      stack.write(alpha, psi);
    }
    boolean held = test != null && (long) m * m * test.size() <= mostTestEntries;
    Matrix[] testPsi = held && test != null ? testPsi(features, test) : null;
    return new PsiOperators(features, train.size(), stack, null, test, null, testPsi);
  }

  private static Matrix[] testPsi(QuadraticFeatures features, Dataset test) {
    int m = features.psiSize();
    Matrix[] all = new Matrix[test.size()];
    double[] psi = new double[m * m];
    for (int point = 0; point < all.length; point++) {
      features.psi(test.inputs(), point * test.dimension(), psi);
      all[point] = Matrix.of(m, m, psi);
    }
    return all;
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
    return stack.count();
  }

  /** V_1 … V_K. */
  OperatorStack stack() {
    return stack;
  }

  /** The NTK without its factor, C M Cᵀ on top of {@code base}. */
  KernelForm kernelForm(double[] base) {
    return new KernelForm(points, count(), coefficients, base);
  }

  /** Σ_k C_αk a_k for each α. */
  void toPoints(double[] a, double[] into) {
    int count = count();
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
    int count = count();
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

  /** Σ_α e_α ψ_α, n_ψ×n_ψ. */
  double[] combined(double[] e) {
    double[] weights = new double[count()];
    toOperators(1, e, weights);
    return stack.combined(weights);
  }

  /** Σ_α ψ_α², n_ψ×n_ψ, for Ω (143). */
  double[] sumOfSquares() {
    int m = size();
    int count = count();
    double[] sum = new double[m * m];
    try (Matrix side = stack.copy();
        Matrix result = Matrix.zeros(m, m)) {
      if (coefficients == null) {
        result.productWithTransposed(1, side, side, 0);
      } else {
        try (Matrix mixing = Matrix.of(count, count, mixing(coefficients));
            Matrix mixed = Matrix.zeros(m, m * count)) {
          mixed.reshaped(m * m, count).product(1, side.reshaped(m * m, count), mixing, 0);
          result.productWithTransposed(1, side, mixed, 0);
        }
      }
      result.read(sum);
    }
    return sum;
  }

  /** CᵀC. */
  private double[] mixing(double[] c) {
    int count = count();
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

  /** Whether ψ of the test points is kept outside the heap. */
  boolean holdsTestPsi() {
    return testPsi != null;
  }

  /**
   * θᵀψ(x*)θ of a test point.
   *
   * @param forms θᵀV_kθ
   * @param theta θ, its part on ψ first
   * @param buffers two n_ψ×1 columns where {@link #holdsTestPsi}, the first of them θ's part on ψ
   */
  double testForm(int point, double[] forms, double[] theta, Matrix[] buffers) {
    int count = count();
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
      buffers[1].product(1, held[point], buffers[0], 0);
      return buffers[1].dot(buffers[0]);
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
