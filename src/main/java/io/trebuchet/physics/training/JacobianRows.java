package io.trebuchet.physics.training;

import io.trebuchet.physics.linalg.VectorLoops;
import java.util.Arrays;

/** Outputs of one number a point, of which J is held: a row of n for each. */
public abstract class JacobianRows implements Outputs {
  /** J at the weights that {@link #at} was given last, which fills it. */
  protected final double[][] rows;

  /** z there. */
  protected final double[] z;

  /** What {@link #pushForward} was given last; read only. */
  protected double[] direction = new double[0];

  /**
   * Over the given memory.
   *
   * @param rows D rows of n
   */
  protected JacobianRows(double[][] rows) {
    this.rows = rows;
    z = new double[rows.length];
  }

  @Override
  public final int weights() {
    return rows[0].length;
  }

  @Override
  public final int points() {
    return rows.length;
  }

  @Override
  public final int outputs() {
    return 1;
  }

  @Override
  public final void kernel(double[] into) {
    gram(rows, into);
  }

  /** The products of all rows with each other, both triangles. */
  public static void gram(double[][] rows, double[] into) {
    int size = rows.length;
    for (int a = 0; a < size; a++) {
      for (int b = 0; b <= a; b++) {
        double entry = VectorLoops.dot(rows[a], rows[b], rows[a].length);
        into[a * size + b] = entry;
        into[b * size + a] = entry;
      }
    }
  }

  @Override
  public final void pullBack(double[] slopes, double[] into) {
    Arrays.fill(into, 0);
    for (int alpha = 0; alpha < rows.length; alpha++) {
      VectorLoops.add(into, into.length, rows[alpha], slopes[alpha]);
    }
  }

  @Override
  public final void pushForward(double[] v, double[] into) {
    direction = v;
    for (int alpha = 0; alpha < rows.length; alpha++) {
      into[alpha] = VectorLoops.dot(rows[alpha], v, v.length);
    }
  }

  @Override
  public final void close() {}
}
