package io.trebuchet.physics.mlp;

import io.trebuchet.physics.linalg.Matrix;

/** A matrix whose entries lie on the heap as well, for what is done with each of them. */
final class UnitPanel implements AutoCloseable {
  final Matrix matrix;
  final double[] entries;

  private UnitPanel(Matrix matrix, double[] entries) {
    this.matrix = matrix;
    this.entries = entries;
  }

  /** Of zeros. */
  static UnitPanel zeros(int rows, int columns) {
    return new UnitPanel(Matrix.zeros(rows, columns), new double[rows * columns]);
  }

  /** A panel for each layer {@code from} to {@code to}, both included; null below. */
  static UnitPanel[] each(MlpShape shape, int from, int to, int columns) {
    UnitPanel[] panels = new UnitPanel[to + 1];
    for (int l = from; l <= to; l++) {
      panels[l] = zeros(shape.units(l), columns);
    }
    return panels;
  }

  /** entries ← matrix. */
  void load() {
    matrix.read(entries);
  }

  /** matrix ← entries. */
  void store() {
    matrix.write(entries);
  }

  /** matrix ← factor∘matrix, entry by entry, and entries with it. */
  void multiply(double[] factor) {
    load();
    for (int i = 0; i < entries.length; i++) {
      entries[i] *= factor[i];
    }
    store();
  }

  @Override
  public void close() {
    matrix.close();
  }

  /** Closes those there are. */
  static void closeAll(UnitPanel[] panels) {
    for (UnitPanel panel : panels) {
      if (panel != null) {
        panel.close();
      }
    }
  }
}
