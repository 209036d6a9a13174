package io.trebuchet.physics.net;

import io.trebuchet.physics.linalg.Matrix;
import io.trebuchet.physics.linalg.Precision;
import java.util.Arrays;

/** The units of one hidden layer on all D training points: n×D matrices of one trial. */
final class HiddenLayer implements AutoCloseable {
  /** Pre-activations P. */
  final Matrix p;

  /** S = σ(P). */
  final Matrix s;

  /** M: the derivative of the unscaled output vᵀσ(…) by P. */
  final Matrix m;

  /** SᵀS and MᵀM, upper triangles. */
  final Matrix gramS;

  final Matrix gramM;
  final Matrix[] columnsOfS;
  final Matrix[] columnsOfM;

  private final Slopes slopes;
  private final double[] active;
  private final double[] columnP;
  private final double[] column;

  HiddenLayer(int width, int size, NetShape net) {
    slopes = net.slopes();
    Precision precision = net.precision();
    p = Matrix.zeros(width, size, precision);
    s = Matrix.zeros(width, size, precision);
    m = Matrix.zeros(width, size, precision);
    gramS = Matrix.zeros(size, size, precision);
    gramM = Matrix.zeros(size, size, precision);
    columnsOfS = s.eachColumn();
    columnsOfM = m.eachColumn();
    active = new double[width];
    columnP = new double[width];
    column = new double[width];
  }

  /** S from P; counts the active units. */
  void activate() {
    Arrays.fill(active, 0);
    for (int j = 0; j < p.columns(); j++) {
      p.readColumn(j, columnP);
      slopes.apply(columnP, column, active);
      s.writeColumn(j, column);
    }
  }

  /**
   * The last layer: S, M ← v∘σ'(P) and vᵀS, each column while it is in the cache.
   *
   * @param weight the entries of v
   * @param output vᵀS
   */
  void activate(Matrix v, double[] weight, double[] output) {
    Arrays.fill(active, 0);
    for (int j = 0; j < p.columns(); j++) {
      p.readColumn(j, columnP);
      slopes.apply(columnP, column, active);
      s.writeColumn(j, column);
      output[j] = columnsOfS[j].dot(v);
      slopes.pullBack(columnP, weight, column);
      m.writeColumn(j, column);
    }
  }

  /** into ← σ'(P)∘into, for any n×D matrix. */
  void pullBack(Matrix into) {
    for (int j = 0; j < p.columns(); j++) {
      p.readColumn(j, columnP);
      into.readColumn(j, column);
      slopes.pullBack(columnP, column, column);
      into.writeColumn(j, column);
    }
  }

  /** Fraction of units with P ≤ 0, over all points; NaN if σ has no zero part. */
  double sparsity() {
    if (!slopes.canBeOff()) {
      return Double.NaN;
    }
    double total = 0;
    for (double count : active) {
      total += count;
    }
    double all = (double) p.rows() * p.columns();
    return (all - total) / all;
  }

  /** Which units have P > 0: D rows of n. */
  boolean[][] active() {
    boolean[][] flags = new boolean[p.columns()][p.rows()];
    for (int j = 0; j < p.columns(); j++) {
      p.readColumn(j, columnP);
      for (int i = 0; i < columnP.length; i++) {
        flags[j][i] = columnP[i] > 0;
      }
    }
    return flags;
  }

  @Override
  public void close() {
    for (Matrix matrix : new Matrix[] {p, s, m, gramS, gramM}) {
      matrix.close();
    }
  }
}
