package io.trebuchet.physics.quadratic;

import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;

import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.linalg.Matrix;
import java.util.Locale;
import org.bytedeco.openblas.global.openblas;

/**
 * Symmetric matrices with given eigenvalues and random eigenvectors. The paper takes q = e^B with B
 * a Gaussian antisymmetric matrix (187); here q is uniform over all rotations (the Q of the QR
 * decomposition of a Gaussian matrix), which e^B tends to for large n.
 */
final class RandomBasis {
  private RandomBasis() {}

  /** q diag(λ) qᵀ, n×n, exactly symmetric. */
  static double[] rotate(double[] lambda, SeededRandom random) {
    int n = lambda.length;
    double[] q = orthogonal(n, random);
    double[] scaled = new double[n * n];
    for (int j = 0; j < n; j++) {
      for (int i = 0; i < n; i++) {
        scaled[j * n + i] = lambda[j] * q[j * n + i];
      }
    }
    double[] w = new double[n * n];
    try (Matrix left = Matrix.of(n, n, scaled);
        Matrix right = Matrix.of(n, n, q);
        Matrix product = Matrix.zeros(n, n)) {
      product.productWithTransposed(1, left, right, 0);
      product.read(w);
    }
    for (int j = 0; j < n; j++) {
      for (int i = 0; i < j; i++) {
        w[i * n + j] = w[j * n + i];
      }
    }
    return w;
  }

  /** q a for the q of {@link #rotate}: weights in the eigenbasis of W as they are outside of it. */
  static double[] outOf(double[] a, SeededRandom random) {
    int n = a.length;
    double[] q = orthogonal(n, random);
    double[] theta = new double[n];
    for (int j = 0; j < n; j++) {
      for (int i = 0; i < n; i++) {
        theta[i] += q[j * n + i] * a[j];
      }
    }
    return theta;
  }

  /** diag(λ). */
  static double[] diagonal(double[] lambda) {
    int n = lambda.length;
    double[] w = new double[n * n];
    for (int i = 0; i < n; i++) {
      w[i * n + i] = lambda[i];
    }
    return w;
  }

  /** Its columns are orthonormal; their signs carry no meaning. */
  static double[] orthogonal(int n, SeededRandom random) {
    double[] q = random.gaussians(n * n);
    double[] tau = new double[n];
    Lapack.orthogonalise(q, tau, n);
    return q;
  }

  /** Apart, so that the native library is loaded only here. */
  private static final class Lapack {
    static {
      openblas.blas_set_num_threads(1);
    }

    private Lapack() {}

    static void orthogonalise(double[] a, double[] tau, int n) {
      int factored = openblas.LAPACKE_dgeqrf(LAPACK_COL_MAJOR, n, n, a, n, tau);
      int formed = openblas.LAPACKE_dorgqr(LAPACK_COL_MAJOR, n, n, n, a, n, tau);
      if (factored != 0 || formed != 0) {
        throw new ArithmeticException(
            String.format(
                Locale.ROOT,
                "no orthogonal %d×%d matrix (dgeqrf: %d, dorgqr: %d)",
                n,
                n,
                factored,
                formed));
      }
    }
  }
}
