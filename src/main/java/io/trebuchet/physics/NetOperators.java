package io.trebuchet.physics;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What all trials of a net share, in data space (physics.md, "Faster, exactly", 1): with U = U_0 +
 * A Xᵀ the pre-activations of the first layer are P = P_0 + A K, K = XᵀX, so that a step never
 * touches the d input dimensions. Read-only after construction.
 */
final class NetOperators implements AutoCloseable {
  final Net net;
  final int width;
  final Dataset train;
  final @Nullable TestOperators test;

  /** X, d×D. */
  final Matrix inputs;

  /** U_0ᵀ, d×n: column i is row i of U_0. */
  final Matrix initialU;

  /** W_kᵀ, …, W_1ᵀ at the start, n×n each: in the order in which they are applied. */
  final Matrix[] initialHidden;

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
   * Draws nothing.
   *
   * @param weights U row by row, W_1 to W_k row by row, then v: length n(d + 1 + kn)
   * @throws IllegalArgumentException if a matrix would be too large
   */
  NetOperators(Sample sample, Net net, double[] weights) {
    this.net = net;
    width = net.width();
    this.train = sample.train();
    int d = train.dimension();
    int size = train.size();
    inputs = Matrix.of(d, size, train.inputs());
    initialU = Matrix.zeros(d, width);
    initialU.write(weights);
    int layers = net.extraLayers();
    initialHidden = new Matrix[layers];
    for (int j = 0; j < layers; j++) {
      initialHidden[layers - 1 - j] = square(weights, hiddenOffset(j));
    }
    initialV =
        Matrix.of(width, 1, Arrays.copyOfRange(weights, hiddenOffset(layers), weights.length));
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

  /** The index of W_{j+1} in θ; for j = k that of v. */
  int hiddenOffset(int j) {
    return width * (train.dimension() + j * width);
  }

  private Matrix square(double[] weights, int from) {
    return Matrix.of(width, width, Arrays.copyOfRange(weights, from, from + width * width));
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
    for (Matrix hidden : initialHidden) {
      hidden.close();
    }
    initialV.close();
    initialP.close();
    gram.close();
    if (test != null) {
      test.close();
    }
  }
}
