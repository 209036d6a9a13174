package io.trebuchet.physics.net;

import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.linalg.Matrix;

/** One trial's buffers for its test outputs: one tile of test points at a time. */
final class TestEvaluation implements AutoCloseable {
  private final TestOperators operators;
  private final NetShape net;
  private final Buffer[] buffers;
  private final double[] column;
  private final double[] count;
  private final double scale;

  /** Pre-activations of one layer: of a whole tile, and of the last one, which may be smaller. */
  private record Buffer(Matrix whole, Matrix last) {
    Matrix of(int columns) {
      return columns == whole.columns() ? whole : last;
    }
  }

  TestEvaluation(TestOperators operators, NetShape net) {
    this.operators = operators;
    this.net = net;
    int width = net.width();
    int last = operators.tiles()[operators.tiles().length - 1].overlaps().columns();
    // Two suffice for any depth: a layer is computed from the one before.
    buffers = new Buffer[Math.min(2, net.extraLayers() + 1)];
    for (int l = 0; l < buffers.length; l++) {
      Matrix whole = Matrix.zeros(width, operators.tileColumns(), net.precision());
      buffers[l] = new Buffer(whole, whole.columns(0, last));
    }
    column = new double[width];
    count = new double[width];
    scale = Math.pow(width, -(net.extraLayers() + 1) / 2.0);
  }

  /**
   * Test loss and accuracy of the net with U = U_0 + A Xᵀ.
   *
   * @param hidden W_kᵀ, …, W_1ᵀ
   */
  void evaluate(Matrix a, Matrix[] hidden, double[] v, Measurement into) {
    double[] labels = operators.labels();
    into.beginTest();
    for (TestOperators.Tile points : operators.tiles()) {
      int size = points.overlaps().columns();
      Matrix layer = buffers[0].of(size);
      layer.set(points.initial());
      layer.product(1, a, points.overlaps(), 1);
      for (int l = 0; l < hidden.length; l++) {
        activate(layer, size);
        Matrix next = buffers[(l + 1) % 2].of(size);
        next.productTransposed(1, hidden[l], layer, 0);
        layer = next;
      }
      for (int j = 0; j < size; j++) {
        layer.readColumn(j, column);
        into.addTest(scale * net.slopes().output(column, v), labels[points.first() + j]);
      }
    }
    into.endTest(labels.length);
  }

  private void activate(Matrix layer, int size) {
    for (int j = 0; j < size; j++) {
      layer.readColumn(j, column);
      net.slopes().apply(column, column, count);
      layer.writeColumn(j, column);
    }
  }

  @Override
  public void close() {
    for (Buffer buffer : buffers) {
      buffer.whole().close();
    }
  }
}
