package io.trebuchet.physics.net;

import io.trebuchet.physics.DescentState;
import io.trebuchet.physics.linalg.Matrix;
import io.trebuchet.physics.linalg.Precision;
import java.util.Map;

/** What a {@link NetDescent} learns, in data space: A (n×D), the W_j (n×n) and v (n×1). */
final class NetWeights implements AutoCloseable {
  private final NetOperators shared;
  private final Matrix a;
  private final Matrix[] hidden;
  private final Matrix v;

  private NetWeights(NetOperators shared, Matrix a, Matrix[] hidden, Matrix v) {
    this.shared = shared;
    this.a = a;
    this.hidden = hidden;
    this.v = v;
  }

  /** Those of a trial that begins, in memory of its own. */
  static NetWeights initial(NetOperators shared) {
    int width = shared.width;
    Precision precision = shared.net.precision();
    Matrix a = Matrix.zeros(width, shared.train.size(), precision);
    Matrix[] hidden = new Matrix[shared.net.extraLayers()];
    for (int l = 0; l < hidden.length; l++) {
      hidden[l] = Matrix.zeros(width, width, precision);
      hidden[l].set(shared.initialHidden[l]);
    }
    Matrix v = Matrix.zeros(width, 1, precision);
    v.set(shared.initialV);
    return new NetWeights(shared, a, hidden, v);
  }

  Matrix a() {
    return a;
  }

  Matrix[] hidden() {
    return hidden;
  }

  Matrix v() {
    return v;
  }

  /** Adds them to a state. */
  void save(Map<String, double[]> arrays) {
    arrays.put("a", values(a));
    arrays.put("v", values(v));
    for (int l = 0; l < hidden.length; l++) {
      arrays.put("hidden-" + l, values(hidden[l]));
    }
  }

  private static double[] values(Matrix matrix) {
    double[] values = new double[matrix.rows() * matrix.columns()];
    matrix.read(values);
    return values;
  }

  /**
   * Takes them from a state.
   *
   * @throws IllegalArgumentException if it is not of this problem
   */
  void restore(DescentState state) {
    int width = shared.width;
    a.write(state.array("a", width * shared.train.size()));
    v.write(state.array("v", width));
    for (int l = 0; l < hidden.length; l++) {
      hidden[l].write(state.array("hidden-" + l, width * width));
    }
  }

  /** All weights in one array, with U = U_0 + A Xᵀ. */
  double[] flat() {
    int d = shared.train.dimension();
    int width = shared.width;
    double[] weights = new double[shared.hiddenOffset(hidden.length) + width];
    try (Matrix u = Matrix.zeros(d, width, shared.net.precision())) {
      u.set(shared.initialU);
      u.productWithTransposed(1, shared.inputs, a, 1);
      u.read(weights);
    }
    double[] square = new double[hidden.length == 0 ? 0 : width * width];
    for (int l = 0; l < hidden.length; l++) {
      hidden[l].read(square);
      int at = shared.hiddenOffset(hidden.length - 1 - l);
      System.arraycopy(square, 0, weights, at, square.length);
    }
    double[] output = new double[width];
    v.read(output);
    System.arraycopy(output, 0, weights, weights.length - width, width);
    return weights;
  }

  @Override
  public void close() {
    a.close();
    v.close();
    for (Matrix matrix : hidden) {
      matrix.close();
    }
  }
}
