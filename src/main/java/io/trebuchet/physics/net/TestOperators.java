package io.trebuchet.physics.net;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.linalg.Matrix;
import io.trebuchet.physics.linalg.Precision;

/**
 * What a test set needs in data space: U X* = U_0 X* + A (XᵀX*), cut into tiles of columns so that
 * a trial's own memory for it stays small. Read-only after construction.
 */
final class TestOperators implements AutoCloseable {
  private static final int TILE_BYTES = 2 << 20;

  private final double[] labels;
  private final int tileColumns;
  private final Matrix initial;
  private final Matrix overlaps;
  private final Tile[] tiles;

  /**
   * Some test points.
   *
   * @param first index of the first
   * @param initial columns of U_0 X*, n×w
   * @param overlaps the same columns of XᵀX*, D×w
   */
  record Tile(int first, Matrix initial, Matrix overlaps) {}

  TestOperators(NetOperators operators, Dataset test) {
    int width = operators.width;
    labels = test.labels();
    tileColumns = Math.clamp(TILE_BYTES / (8L * width), 1, test.size());
    Precision precision = operators.net.precision();
    initial = Matrix.zeros(width, test.size(), precision);
    overlaps = Matrix.zeros(operators.train.size(), test.size(), precision);
    try (Matrix inputs = Matrix.of(test.dimension(), test.size(), test.inputs(), precision)) {
      initial.productTransposed(1, operators.initialU, inputs, 0);
      overlaps.productTransposed(1, operators.inputs, inputs, 0);
    }
    tiles = new Tile[Math.ceilDiv(test.size(), tileColumns)];
    for (int k = 0; k < tiles.length; k++) {
      int from = k * tileColumns;
      int to = Math.min(from + tileColumns, test.size());
      tiles[k] = new Tile(from, initial.columns(from, to), overlaps.columns(from, to));
    }
  }

  double[] labels() {
    return labels;
  }

  /** The largest number of columns of a tile; all but the last have it. */
  int tileColumns() {
    return tileColumns;
  }

  /** All of them, in order; shared, read-only. */
  Tile[] tiles() {
    return tiles;
  }

  @Override
  public void close() {
    initial.close();
    overlaps.close();
  }
}
