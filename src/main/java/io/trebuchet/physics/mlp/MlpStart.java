package io.trebuchet.physics.mlp;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.training.Outputs;
import io.trebuchet.physics.training.Trainable;

/** A shape at some weights. */
public final class MlpStart implements Trainable.Start {
  private final MlpShape shape;
  private final double[] weights;

  private MlpStart(MlpShape shape, double[] weights) {
    this.shape = shape;
    this.weights = weights;
  }

  /** At these weights, which are handed over. */
  public static MlpStart of(MlpShape shape, double[] weights) {
    return new MlpStart(shape, weights);
  }

  @Override
  public double[] weights() {
    return weights;
  }

  @Override
  public Outputs outputs(Dataset points) {
    return new MlpOutputs(shape, points);
  }
}
