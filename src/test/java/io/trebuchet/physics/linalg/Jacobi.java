package io.trebuchet.physics.linalg;

import java.util.Arrays;

/** Eigenvalues of a symmetric matrix by cyclic Jacobi rotations: independent of any library. */
public final class Jacobi {
  private Jacobi() {}

  public static double largest(double[] matrix, int size) {
    return Arrays.stream(eigenvalues(matrix, size)).max().orElseThrow();
  }

  /** All of them, in no order. */
  public static double[] eigenvalues(double[] matrix, int size) {
    double[] a = matrix.clone();
    for (int sweep = 0; sweep < 60; sweep++) {
      double off = 0;
      double all = 0;
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          double square = a[i * size + j] * a[i * size + j];
          all += square;
          off += i == j ? 0 : square;
        }
      }
      if (off <= 1e-34 * all) {
        break;
      }
      for (int p = 0; p < size; p++) {
        for (int q = p + 1; q < size; q++) {
          rotate(a, size, p, q);
        }
      }
    }
    double[] diagonal = new double[size];
    for (int i = 0; i < size; i++) {
      diagonal[i] = a[i * size + i];
    }
    return diagonal;
  }

  private static void rotate(double[] a, int size, int p, int q) {
    double apq = a[p * size + q];
    if (apq == 0) {
      return;
    }
    double theta = (a[q * size + q] - a[p * size + p]) / (2 * apq);
    double t = 1 / (Math.abs(theta) + Math.hypot(theta, 1));
    t = theta < 0 ? -t : t;
    double c = 1 / Math.hypot(t, 1);
    double s = t * c;
    for (int k = 0; k < size; k++) {
      double x = a[k * size + p];
      double y = a[k * size + q];
      a[k * size + p] = c * x - s * y;
      a[k * size + q] = s * x + c * y;
    }
    for (int k = 0; k < size; k++) {
      double x = a[p * size + k];
      double y = a[q * size + k];
      a[p * size + k] = c * x - s * y;
      a[q * size + k] = s * x + c * y;
    }
  }
}
