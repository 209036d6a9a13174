package io.trebuchet.physics.taylor;

import io.trebuchet.physics.training.JacobianRows;
import io.trebuchet.physics.training.Outputs;

/**
 * z = z_0 + J_0 δ + ½ δᵀ(∂²z)_0 δ with δ = θ − θ_0, so that J = J_0 + (∂²z)_0 δ: from products with
 * J_0 and (∂²z)_0, neither of which is ever formed. Its kernel costs a pass back for each output.
 */
final class QuadraticTaylorOutputs extends ExpandedOutputs {
  private final double[] bent;
  private final double[] part;
  private final double[] none;
  private double[] direction = new double[0];

  private QuadraticTaylorOutputs(Outputs inner, double[] start) {
    super(inner, start);
    bent = new double[z.length];
    none = new double[z.length];
    part = new double[start.length];
  }

  static QuadraticTaylorOutputs about(Outputs inner, double[] start) {
    return new QuadraticTaylorOutputs(inner, start);
  }

  @Override
  public double[] at(double[] weights) {
    double[] linear = super.at(weights);
    inner.bend(moved, moved, bent);
    for (int i = 0; i < linear.length; i++) {
      linear[i] += bent[i] / 2;
    }
    return linear;
  }

  @Override
  public boolean kernelIsCheap() {
    return false;
  }

  @Override
  public void kernel(double[] into) {
    double[][] rows = new double[z.length][weights()];
    double[] unit = new double[z.length];
    for (int i = 0; i < rows.length; i++) {
      unit[i] = 1;
      pullBack(unit, rows[i]);
      unit[i] = 0;
    }
    JacobianRows.gram(rows, into);
  }

  @Override
  public void pullBack(double[] slopes, double[] into) {
    inner.pushForward(moved, change);
    inner.pullBackAlong(slopes, slopes, into);
  }

  @Override
  public void pushForward(double[] v, double[] into) {
    direction = v;
    inner.bend(v, moved, bent);
    inner.pushForward(v, into);
    for (int i = 0; i < into.length; i++) {
      into[i] += bent[i];
    }
  }

  @Override
  public void pullBackAlong(double[] slopes, double[] along, double[] into) {
    pullBack(along, into);
    inner.pushForward(direction, change);
    inner.pullBackAlong(slopes, none, part);
    for (int i = 0; i < into.length; i++) {
      into[i] += part[i];
    }
  }

  @Override
  public void bend(double[] v, double[] w, double[] into) {
    inner.bend(v, w, into);
  }
}
