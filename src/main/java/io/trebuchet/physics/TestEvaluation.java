package io.trebuchet.physics;

/** One trial's buffers for its test outputs: one tile of pre-activations at a time. */
final class TestEvaluation implements AutoCloseable {
  private final TestOperators operators;
  private final Matrix tile;
  private final Matrix lastTile;
  private final double[] column;
  private final double rootWidth;

  TestEvaluation(TestOperators operators, int width) {
    this.operators = operators;
    tile = Matrix.zeros(width, operators.tileColumns());
    lastTile =
        tile.columns(0, operators.tiles()[operators.tiles().length - 1].overlaps().columns());
    column = new double[width];
    rootWidth = Math.sqrt(width);
  }

  /** Test loss and accuracy of the net with U = U_0 + A Xᵀ and v. */
  void evaluate(Matrix a, double[] v, Measurement into) {
    double[] labels = operators.labels();
    double squares = 0;
    int right = 0;
    for (TestOperators.Tile points : operators.tiles()) {
      int count = points.overlaps().columns();
      Matrix preActivations = count == tile.columns() ? tile : lastTile;
      preActivations.set(points.initial());
      preActivations.product(1, a, points.overlaps(), 1);
      for (int j = 0; j < count; j++) {
        preActivations.readColumn(j, column);
        double z = output(column, v) / rootWidth;
        double y = labels[points.first() + j];
        squares += (z - y) * (z - y);
        right += Math.signum(z) == Math.signum(y) ? 1 : 0;
      }
    }
    into.testLoss = squares / (2.0 * labels.length);
    into.testAccuracy = (double) right / labels.length;
  }

  private static double output(double[] p, double[] v) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 4 <= p.length; i += 4) {
      a += v[i] * Math.max(p[i], 0.0);
      b += v[i + 1] * Math.max(p[i + 1], 0.0);
      c += v[i + 2] * Math.max(p[i + 2], 0.0);
      d += v[i + 3] * Math.max(p[i + 3], 0.0);
    }
    for (; i < p.length; i++) {
      a += v[i] * Math.max(p[i], 0.0);
    }
    return (a + b) + (c + d);
  }

  @Override
  public void close() {
    tile.close();
  }
}
