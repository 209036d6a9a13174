package io.trebuchet.physics.training;

import io.trebuchet.physics.Observed;
import java.util.List;

/** The state of a {@link TrainedDescent} between a measure and the next advance. */
record TrainedState(TrainedDescent descent) implements Observed {
  @Override
  public double[] kernel() {
    descent.requireMeasured();
    return descent.kernel();
  }

  @Override
  public double[] residuals() {
    descent.requireMeasured();
    return descent.slopes();
  }

  @Override
  public double[] weights() {
    descent.requireMeasured();
    return descent.weights();
  }

  @Override
  public List<Layer> layers() {
    return descent.outputs().layers();
  }

  @Override
  public double[] hessianTimes(double[] direction) {
    descent.requireMeasured();
    return descent.hessianTimes(direction);
  }

  @Override
  public double weightDecay() {
    return descent.weightDecay();
  }

  @Override
  public double[] preconditioner() {
    descent.requireMeasured();
    return descent.preconditioner();
  }

  @Override
  public boolean[][] active(int layer) {
    descent.requireMeasured();
    return descent.outputs().active(layer);
  }

  @Override
  public int hiddenLayers() {
    return descent.outputs().hiddenLayers();
  }
}
