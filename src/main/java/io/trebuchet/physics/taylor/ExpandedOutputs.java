package io.trebuchet.physics.taylor;

import io.trebuchet.physics.Observed;
import io.trebuchet.physics.training.Outputs;
import java.util.List;

/** An expansion about θ_0 of outputs that stand at θ_0 for good. */
abstract class ExpandedOutputs implements Outputs {
  final Outputs inner;
  final double[] z;
  final double[] change;

  /** θ − θ_0. */
  final double[] moved;

  private final double[] start;
  private final double[] initial;

  /**
   * An expansion.
   *
   * @param start θ_0; read only
   */
  ExpandedOutputs(Outputs inner, double[] start) {
    this.inner = inner;
    this.start = start;
    initial = inner.at(start).clone();
    z = new double[initial.length];
    change = new double[initial.length];
    moved = new double[start.length];
  }

  /** z = z_0 + J_0 (θ − θ_0). */
  @Override
  public double[] at(double[] weights) {
    for (int i = 0; i < moved.length; i++) {
      moved[i] = weights[i] - start[i];
    }
    inner.pushForward(moved, change);
    for (int i = 0; i < z.length; i++) {
      z[i] = initial[i] + change[i];
    }
    return z;
  }

  @Override
  public final int weights() {
    return inner.weights();
  }

  @Override
  public final int points() {
    return inner.points();
  }

  @Override
  public final int outputs() {
    return inner.outputs();
  }

  @Override
  public final List<Observed.Layer> layers() {
    return inner.layers();
  }

  @Override
  public final void close() {
    inner.close();
  }
}
