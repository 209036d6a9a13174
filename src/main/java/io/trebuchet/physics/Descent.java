package io.trebuchet.physics;

/** A trial with its learning rate. */
public abstract class Descent implements GradientDescent {
  /** η. */
  protected final double learningRate;

  protected Descent(double learningRate) {
    this.learningRate = learningRate;
  }

  @Override
  public final double learningRate() {
    return learningRate;
  }
}
