package io.trebuchet.physics.taylor;

import io.trebuchet.physics.training.Outputs;
import java.util.Arrays;

/** z = z_0 + J_0 (θ − θ_0): the linear model, whose NTK never changes. */
final class LinearOutputs extends ExpandedOutputs {
  private double[] kernel = new double[0];

  private LinearOutputs(Outputs inner, double[] start) {
    super(inner, start);
  }

  static LinearOutputs about(Outputs inner, double[] start) {
    return new LinearOutputs(inner, start);
  }

  @Override
  public void kernel(double[] into) {
    if (kernel.length == 0) {
      kernel = new double[into.length];
      inner.kernel(kernel);
    }
    System.arraycopy(kernel, 0, into, 0, into.length);
  }

  @Override
  public boolean kernelIsCheap() {
    return inner.kernelIsCheap();
  }

  @Override
  public void pullBack(double[] slopes, double[] into) {
    inner.pullBack(slopes, into);
  }

  @Override
  public void pushForward(double[] direction, double[] into) {
    inner.pushForward(direction, into);
  }

  @Override
  public void pullBackAlong(double[] slopes, double[] along, double[] into) {
    inner.pullBack(along, into);
  }

  @Override
  public void bend(double[] v, double[] w, double[] into) {
    Arrays.fill(into, 0);
  }
}
