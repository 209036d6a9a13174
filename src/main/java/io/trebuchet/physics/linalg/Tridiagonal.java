package io.trebuchet.physics.linalg;

import java.util.Arrays;

/**
 * Largest eigenpair of a small symmetric tridiagonal matrix, by the implicit QL iteration with
 * Wilkinson's shift (EISPACK {@code tql2}), carrying only the rows of the eigenvector matrix that
 * are asked for. A buffer: not thread-safe, allocates nothing after construction.
 */
public final class Tridiagonal {
  private static final int MAX_ITERATIONS = 60;

  private final double[] d;
  private final double[] e;
  private final double[] rows;
  private final double[] top;
  private double lastComponent;

  public Tridiagonal(int maxSize) {
    this.d = new double[maxSize];
    this.e = new double[maxSize];
    this.rows = new double[Math.multiplyExact(maxSize, maxSize)];
    this.top = new double[maxSize];
  }

  /**
   * The largest eigenvalue, NaN if the iteration fails; also sets {@link #lastComponent}.
   *
   * @param diagonal the first {@code size} entries
   * @param offDiagonal entry i couples i and i + 1; the first {@code size} − 1 entries
   */
  public double solve(double[] diagonal, double[] offDiagonal, int size) {
    Arrays.fill(rows, 0, size, 0);
    rows[size - 1] = 1;
    if (!iterate(diagonal, offDiagonal, size, 1)) {
      return Double.NaN;
    }
    int best = largest(size);
    lastComponent = rows[best];
    return d[best];
  }

  /** The last component of the unit eigenvector of the last {@link #solve}. */
  public double lastComponent() {
    return lastComponent;
  }

  /** The unit eigenvector of the largest eigenvalue; the buffer is reused by the next call. */
  double[] topVector(double[] diagonal, double[] offDiagonal, int size) {
    Arrays.fill(rows, 0, size * size, 0);
    for (int i = 0; i < size; i++) {
      rows[i * size + i] = 1;
    }
    iterate(diagonal, offDiagonal, size, size);
    int best = largest(size);
    // Column-major: component r of eigenvector j is at j·count + r.
    System.arraycopy(rows, best * size, top, 0, size);
    return top;
  }

  private int largest(int size) {
    int best = 0;
    for (int i = 1; i < size; i++) {
      if (d[i] > d[best]) {
        best = i;
      }
    }
    return best;
  }

  private boolean iterate(double[] diagonal, double[] offDiagonal, int size, int count) {
    System.arraycopy(diagonal, 0, d, 0, size);
    System.arraycopy(offDiagonal, 0, e, 0, size - 1);
    e[size - 1] = 0;
    for (int l = 0; l < size; l++) {
      int iterations = 0;
      for (int m = split(l, size); m > l; m = split(l, size)) {
        if (++iterations > MAX_ITERATIONS) {
          return false;
        }
        sweep(l, m, count);
      }
    }
    return true;
  }

  /** The first m ≥ l whose coupling to m + 1 is negligible. */
  private int split(int l, int size) {
    int m = l;
    while (m < size - 1) {
      double scale = Math.abs(d[m]) + Math.abs(d[m + 1]);
      if (scale + Math.abs(e[m]) == scale) {
        break;
      }
      m++;
    }
    return m;
  }

  private void sweep(int l, int m, int count) {
    double g = (d[l + 1] - d[l]) / (2 * e[l]);
    double r = Math.sqrt(g * g + 1);
    g = d[m] - d[l] + e[l] / (g + Math.copySign(r, g));
    double s = 1;
    double c = 1;
    double p = 0;
    for (int i = m - 1; i >= l; i--) {
      double f = s * e[i];
      double b = c * e[i];
      r = Math.sqrt(f * f + g * g);
      e[i + 1] = r;
      if (r == 0) {
        d[i + 1] -= p;
        e[m] = 0;
        return;
      }
      s = f / r;
      c = g / r;
      g = d[i + 1] - p;
      r = (d[i] - g) * s + 2 * c * b;
      p = s * r;
      d[i + 1] = g + p;
      g = c * r - b;
      rotate(i * count, count, s, c);
    }
    d[l] -= p;
    e[l] = g;
    e[m] = 0;
  }

  private void rotate(int at, int count, double s, double c) {
    for (int k = at; k < at + count; k++) {
      double f = rows[k + count];
      rows[k + count] = s * rows[k] + c * f;
      rows[k] = c * rows[k] - s * f;
    }
  }
}
