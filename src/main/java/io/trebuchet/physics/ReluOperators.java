package io.trebuchet.physics;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What all trials of a ReLU net share, in data space (physics.md, "Faster, exactly", 1): with U =
 * U_0 + A Xᵀ the pre-activations are P = P_0 + A K, K = XᵀX, so that a step never touches the d
 * input dimensions. Read-only after construction.
 */
final class ReluOperators implements AutoCloseable {
  final int width;
  final Dataset train;
  final @Nullable TestOperators test;

  /** X, d×D. */
  final Matrix inputs;

  /** U_0ᵀ, d×n: column i is row i of U_0. */
  final Matrix initialU;

  /** v_0, n×1. */
  final Matrix initialV;

  /** P_0 = U_0 X, n×D. */
  final Matrix initialP;

  /** |U_0|². */
  final double initialUNormSq;

  /** K, D×D, both triangles. */
  final Matrix gram;

  /** The same K on the heap. */
  final double[] gramValues;

  /**
   * Draws nothing: {@code weights} are U_0 row by row, then v_0, of length n(d + 1).
   *
   * @throws IllegalArgumentException if a matrix would be too large
   */
  ReluOperators(Sample sample, int width, double[] weights) {
    this.width = width;
    this.train = sample.train();
    int d = train.dimension();
    int size = train.size();
    inputs = Matrix.of(d, size, train.inputs());
    initialU = Matrix.zeros(d, width);
    initialU.write(weights);
    initialV = Matrix.zeros(width, 1);
    initialV.write(Arrays.copyOfRange(weights, width * d, weights.length));
    initialP = Matrix.zeros(width, size);
    initialP.productTransposed(1, initialU, inputs, 0);
    initialUNormSq = initialU.dot(initialU);
    gram = Matrix.zeros(size, size);
    gram.gram(1, inputs);
    gramValues = new double[size * size];
    gram.read(gramValues);
    mirror(gramValues, size);
    gram.write(gramValues);
    Dataset testSet = sample.test();
    test = testSet == null ? null : new TestOperators(this, testSet);
  }

  /** Copies the upper triangle (column-major) of a square matrix into the lower one. */
  static void mirror(double[] matrix, int size) {
    for (int j = 0; j < size; j++) {
      for (int i = 0; i < j; i++) {
        matrix[i * size + j] = matrix[j * size + i];
      }
    }
  }

  @Override
  public void close() {
    inputs.close();
    initialU.close();
    initialV.close();
    initialP.close();
    gram.close();
    if (test != null) {
      test.close();
    }
  }
}
