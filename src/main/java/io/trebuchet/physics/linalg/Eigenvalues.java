package io.trebuchet.physics.linalg;

import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;

import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.openblas.global.openblas;

/**
 * Full eigen-decompositions by LAPACK {@code dsyev}, for the constants that certificates rest on.
 * Uses OpenBLAS, on one thread; does not load ND4J.
 */
public final class Eigenvalues {
  private Eigenvalues() {}

  /**
   * All eigenvalues of a symmetric matrix, ascending; all NaN if it is not finite.
   *
   * @param matrix size×size; only the triangle {@code [j·size + i]}, i ≤ j, is read
   * @throws ArithmeticException if the iteration does not converge, which no finite matrix is known
   *     to cause
   */
  public static double[] all(double[] matrix, int size) {
    double[] values = new double[size];
    for (double x : matrix) {
      if (!Double.isFinite(x)) {
        Arrays.fill(values, Double.NaN);
        return values;
      }
    }
    if (size == 1) {
      values[0] = matrix[0];
      return values;
    }
    int info = Lapack.eigenvalues(matrix.clone(), size, values);
    if (info != 0) {
      throw new ArithmeticException(
          String.format(
              Locale.ROOT,
              "the eigenvalues of a %d×%d matrix did not converge (dsyev: %d)",
              size,
              size,
              info));
    }
    return values;
  }

  /** The last of {@link #all}. */
  public static double largest(double[] matrix, int size) {
    return all(matrix, size)[size - 1];
  }

  /** Apart, so that a single number does not load a native library. */
  private static final class Lapack {
    static {
      openblas.blas_set_num_threads(1);
    }

    private Lapack() {}

    static int eigenvalues(double[] overwritten, int size, double[] values) {
      return openblas.LAPACKE_dsyev(
          LAPACK_COL_MAJOR, (byte) 'N', (byte) 'U', size, overwritten, size, values);
    }
  }
}
