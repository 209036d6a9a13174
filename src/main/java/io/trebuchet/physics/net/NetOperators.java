package io.trebuchet.physics.net;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.linalg.Matrix;
import io.trebuchet.physics.linalg.Precision;
import io.trebuchet.physics.linalg.Triangles;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What all trials of a net share, in data space (docs/physics.md, "Faster, exactly", 1): with U =
 * U_0 + A Xᵀ the pre-activations of the first layer are P = P_0 + A K, K = XᵀX, so that a step
 * never touches the d input dimensions. Read-only after construction.
 */
final class NetOperators implements AutoCloseable {

  final NetShape net;
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

  final Matrix[] columnsOfInitialP;

  /** |U_0|². */
  final double initialUNormSq;

  /** K, D×D, both triangles. */
  final Matrix gram;

  /** K on the heap, in double whatever the precision: bounds rest on it. */
  final double[] gramValues;

  /**
   * Draws nothing.
   *
   * @param weights U row by row, W_1 to W_k row by row, then v: length n(d + 1 + kn)
   * @throws IllegalArgumentException if a matrix would be too large
   */
  NetOperators(Sample sample, NetShape net, double[] weights) {
    this.net = net;
    width = net.width();
    this.train = sample.train();
    int d = train.dimension();
    int size = train.size();
    Precision precision = net.precision();
    inputs = Matrix.of(d, size, train.inputs(), precision);
    initialU = Matrix.zeros(d, width, precision);
    initialU.write(weights);
    int layers = net.extraLayers();
    initialHidden = new Matrix[layers];
    for (int j = 0; j < layers; j++) {
      initialHidden[layers - 1 - j] = square(weights, hiddenOffset(j));
    }
    initialV =
        Matrix.of(
            width, 1, Arrays.copyOfRange(weights, hiddenOffset(layers), weights.length), precision);
    initialP = Matrix.zeros(width, size, precision);
    initialP.productTransposed(1, initialU, inputs, 0);
    columnsOfInitialP = initialP.eachColumn();
    initialUNormSq = initialU.dot(initialU);
    gramValues = gram(train);
    gram = Matrix.of(size, size, gramValues, precision);
    Dataset testSet = sample.test();
    test = testSet == null ? null : new TestOperators(this, testSet);
  }

  /** The index of W_{j+1} in θ; for j = k that of v. */
  int hiddenOffset(int j) {
    return width * (train.dimension() + j * width);
  }

  private Matrix square(double[] weights, int from) {
    return Matrix.of(
        width, width, Arrays.copyOfRange(weights, from, from + width * width), net.precision());
  }

  private static double[] gram(Dataset train) {
    int size = train.size();
    double[] values = new double[size * size];
    try (Matrix inputs = Matrix.of(train.dimension(), size, train.inputs());
        Matrix product = Matrix.zeros(size, size)) {
      product.gram(1, inputs);
      product.read(values);
    }
    Triangles.mirror(values, size);
    return values;
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
