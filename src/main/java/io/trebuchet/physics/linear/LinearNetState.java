package io.trebuchet.physics.linear;

import io.trebuchet.physics.Observed;
import java.util.List;

/** A state of a {@link LinearNetDescent}: its own copy, so it stays valid. */
final class LinearNetState implements Observed {
  private final double[] weights;
  private final double residual;
  private final double lambdaMax;

  LinearNetState(double[] weights, double residual, double lambdaMax) {
    this.weights = weights;
    this.residual = residual;
    this.lambdaMax = lambdaMax;
  }

  @Override
  public double[] weights() {
    return weights.clone();
  }

  @Override
  public double[] kernel() {
    return new double[] {lambdaMax};
  }

  @Override
  public double[] residuals() {
    return new double[] {residual};
  }

  @Override
  public List<Layer> layers() {
    int n = weights.length / 2;
    return List.of(
        new Layer("u", 0, n), new Layer("v", n, 2 * n), new Layer("b", 2 * n, 2 * n + 1));
  }

  @Override
  public double[] hessianTimes(double[] direction) {
    int n = weights.length / 2;
    double root = Math.sqrt(n);
    double change = direction[2 * n];
    for (int i = 0; i < n; i++) {
      change += (weights[n + i] * direction[i] + weights[i] * direction[n + i]) / root;
    }
    double[] out = new double[weights.length];
    for (int i = 0; i < n; i++) {
      out[i] = (change * weights[n + i] + residual * direction[n + i]) / root;
      out[n + i] = (change * weights[i] + residual * direction[i]) / root;
    }
    out[2 * n] = change;
    return out;
  }
}
