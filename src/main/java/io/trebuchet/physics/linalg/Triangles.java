package io.trebuchet.physics.linalg;

/** The two halves of a symmetric matrix. */
public final class Triangles {
  private static final int TILE = 16;

  private Triangles() {}

  /** Copies the upper triangle (column-major) of a square matrix into the lower one. */
  public static void mirror(double[] matrix, int size) {
    // By tiles, which stay in the cache.
    for (int right = 0; right < size; right += TILE) {
      for (int top = 0; top <= right; top += TILE) {
        mirror(matrix, size, top, right);
      }
    }
  }

  private static void mirror(double[] matrix, int size, int top, int right) {
    int last = Math.min(right + TILE, size);
    for (int i = top; i < Math.min(top + TILE, size); i++) {
      for (int j = Math.max(right, i + 1); j < last; j++) {
        matrix[i * size + j] = matrix[j * size + i];
      }
    }
  }
}
