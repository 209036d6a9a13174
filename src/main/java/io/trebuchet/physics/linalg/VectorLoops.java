package io.trebuchet.physics.linalg;

/**
 * Loops over whole vectors that the JIT compiles to vector instructions: one array is written, at
 * the index that is read, and few enough arrays are read for the loop to be unrolled. Each entry is
 * computed by the same operations in the same order whatever surrounds it, so that results do not
 * depend on how many vectors are treated together, nor on the machine.
 */
public final class VectorLoops {
  private VectorLoops() {}

  /** into ← into + x a + y b + z c + t d, over the first {@code size} entries. */
  public static void add(
      double[] into,
      int size,
      double[] a,
      double x,
      double[] b,
      double y,
      double[] c,
      double z,
      double[] d,
      double t) {
    for (int i = 0; i < size; i++) {
      into[i] = Math.fma(a[i], x, Math.fma(b[i], y, Math.fma(c[i], z, Math.fma(d[i], t, into[i]))));
    }
  }

  /** into ← into + x a, over the first {@code size} entries. */
  public static void add(double[] into, int size, double[] a, double x) {
    for (int i = 0; i < size; i++) {
      into[i] = Math.fma(a[i], x, into[i]);
    }
  }

  /** Σ a_i b_i over the first {@code size} entries. */
  public static double dot(double[] a, double[] b, int size) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < size; i += 4) {
      s0 = Math.fma(a[i], b[i], s0);
      s1 = Math.fma(a[i + 1], b[i + 1], s1);
      s2 = Math.fma(a[i + 2], b[i + 2], s2);
      s3 = Math.fma(a[i + 3], b[i + 3], s3);
    }
    for (; i < size; i++) {
      s0 = Math.fma(a[i], b[i], s0);
    }
    return (s0 + s1) + (s2 + s3);
  }

  /**
   * xᵀMx of a positive semi-definite matrix: never below 0.
   *
   * @param matrix M, size×size, symmetric, both triangles filled
   */
  public static double form(double[] matrix, double[] x, int size) {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      int row = i * size;
      double s0 = 0;
      double s1 = 0;
      int j = 0;
      for (; j + 1 < size; j += 2) {
        s0 = Math.fma(matrix[row + j], x[j], s0);
        s1 = Math.fma(matrix[row + j + 1], x[j + 1], s1);
      }
      if (j < size) {
        s0 = Math.fma(matrix[row + j], x[j], s0);
      }
      sum = Math.fma(x[i], s0 + s1, sum);
    }
    return Math.max(0, sum);
  }

  /**
   * The products of {@code a} with two vectors, into {@code out[at]} and {@code out[at + 1]}: the
   * same bits as {@link #dot}, but {@code a} is read once and no sum waits for its own last.
   */
  public static void dots(double[] a, double[] b, double[] c, int size, double[] out, int at) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double t0 = 0;
    double t1 = 0;
    double t2 = 0;
    double t3 = 0;
    int i = 0;
    for (; i + 3 < size; i += 4) {
      double a0 = a[i];
      double a1 = a[i + 1];
      double a2 = a[i + 2];
      double a3 = a[i + 3];
      s0 = Math.fma(a0, b[i], s0);
      s1 = Math.fma(a1, b[i + 1], s1);
      s2 = Math.fma(a2, b[i + 2], s2);
      s3 = Math.fma(a3, b[i + 3], s3);
      t0 = Math.fma(a0, c[i], t0);
      t1 = Math.fma(a1, c[i + 1], t1);
      t2 = Math.fma(a2, c[i + 2], t2);
      t3 = Math.fma(a3, c[i + 3], t3);
    }
    for (; i < size; i++) {
      s0 = Math.fma(a[i], b[i], s0);
      t0 = Math.fma(a[i], c[i], t0);
    }
    out[at] = (s0 + s1) + (s2 + s3);
    out[at + 1] = (t0 + t1) + (t2 + t3);
  }

  /** Products of {@code a} with the first {@code count} of {@code others}, from {@code out[at]}. */
  public static void dots(
      double[] a, double[][] others, int count, int size, double[] out, int at) {
    int k = 0;
    for (; k + 1 < count; k += 2) {
      dots(a, others[k], others[k + 1], size, out, at + k);
    }
    if (k < count) {
      out[at + k] = dot(a, others[k], size);
    }
  }
}
