package io.trebuchet.physics;

/** A state that observables are computed from, as arrays of its own: it stays valid. */
public abstract class ObservedCopy implements Observed {
  protected final double[] weights;
  protected final double[] residuals;
  protected final double[] kernel;

  protected ObservedCopy(double[] weights, double[] residuals, double[] kernel) {
    this.weights = weights;
    this.residuals = residuals;
    this.kernel = kernel;
  }

  @Override
  public final double[] kernel() {
    return kernel.clone();
  }

  @Override
  public final double[] residuals() {
    return residuals.clone();
  }

  @Override
  public final double[] weights() {
    return weights.clone();
  }
}
