package io.trebuchet.physics.linalg;

import org.jspecify.annotations.Nullable;

/**
 * The symmetric matrix base + factor·C M Cᵀ for a changing symmetric M: the NTK of a quadratic
 * model, or a smaller matrix with the same eigenvalues but for zeros. Immutable.
 */
public final class KernelForm {
  // Orthogonalised twice, what is left of a column in the span of the others is rounding.
  private static final double NOTHING_LEFT = 1e-14;

  private final int size;
  private final int count;
  private final double @Nullable [] coefficients;
  private final double[] base;

  /**
   * A form.
   *
   * @param size rows of C
   * @param count columns of C
   * @param coefficients C, row by row; null for the identity
   * @param base size×size
   */
  public KernelForm(int size, int count, double @Nullable [] coefficients, double[] base) {
    this.size = size;
    this.count = count;
    this.coefficients = coefficients;
    this.base = base;
  }

  /**
   * The form QᵀHQ, Q an orthonormal basis of the columns of C and X, for a base X B Xᵀ:
   * docs/physics.md, "Faster, exactly", 6. This one where that is no smaller.
   *
   * @param x X, row by row: size×d
   * @param inner B, d×d
   */
  public KernelForm reduced(double[] x, int d, double[] inner) {
    double[] c = coefficients;
    if (c == null || count >= size) {
      return this;
    }
    double[][] basis = new double[size][];
    double[][] along = new double[count + d][size];
    int rank = 0;
    for (int j = 0; j < count + d; j++) {
      double[] column = new double[size];
      for (int i = 0; i < size; i++) {
        column[i] = j < count ? c[i * count + j] : x[i * d + j - count];
      }
      if (rank < size && takeOut(column, basis, rank, along[j])) {
        basis[rank++] = column;
      }
    }
    if (rank == size) {
      return this;
    }
    double[] turned = new double[rank * count];
    double[] turnedBase = new double[rank * rank];
    for (int i = 0; i < rank; i++) {
      for (int k = 0; k < count; k++) {
        turned[i * count + k] = along[k][i];
      }
      for (int j = 0; j < rank; j++) {
        for (int p = 0; p < d; p++) {
          for (int q = 0; q < d; q++) {
            turnedBase[i * rank + j] +=
                along[count + p][i] * inner[p * d + q] * along[count + q][j];
          }
        }
      }
    }
    return new KernelForm(rank, count, turned, turnedBase);
  }

  /** Gram–Schmidt, twice; whether a new direction is left, as a unit vector in {@code column}. */
  private static boolean takeOut(double[] column, double[][] basis, int rank, double[] along) {
    int size = column.length;
    double before = Math.sqrt(VectorLoops.dot(column, column, size));
    for (int pass = 0; pass < 2; pass++) {
      for (int k = 0; k < rank; k++) {
        double dot = VectorLoops.dot(column, basis[k], size);
        along[k] += dot;
        VectorLoops.add(column, size, basis[k], -dot);
      }
    }
    double left = Math.sqrt(VectorLoops.dot(column, column, size));
    if (!(left > NOTHING_LEFT * before)) {
      return false;
    }
    along[rank] = left;
    for (int i = 0; i < size; i++) {
      column[i] /= left;
    }
    return true;
  }

  /** Rows of the matrix. */
  public int size() {
    return size;
  }

  /**
   * into ← base + factor·C M Cᵀ, both triangles.
   *
   * @param m K×K; only {@code [l·K + k]}, k ≤ l, is read, and the rest is filled
   * @param work K numbers
   */
  public void assemble(double factor, double[] m, double[] work, double[] into) {
    for (int l = 0; l < count; l++) {
      for (int k = 0; k < l; k++) {
        m[k * count + l] = m[l * count + k];
      }
    }
    double[] c = coefficients;
    for (int alpha = 0; alpha < size; alpha++) {
      int row = alpha * size;
      if (c == null) {
        for (int beta = 0; beta < size; beta++) {
          into[row + beta] = base[row + beta] + factor * m[row + beta];
        }
        continue;
      }
      for (int l = 0; l < count; l++) {
        double sum = 0;
        for (int k = 0; k < count; k++) {
          sum += c[alpha * count + k] * m[l * count + k];
        }
        work[l] = factor * sum;
      }
      for (int beta = 0; beta <= alpha; beta++) {
        double sum = base[row + beta];
        for (int l = 0; l < count; l++) {
          sum += work[l] * c[beta * count + l];
        }
        into[row + beta] = sum;
        into[beta * size + alpha] = sum;
      }
    }
  }
}
