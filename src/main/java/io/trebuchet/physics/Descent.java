package io.trebuchet.physics;

import java.util.function.Consumer;

/** A trial with its learning rate. */
public abstract class Descent implements GradientDescent {
  /** η. */
  protected final double learningRate;

  protected Descent(double learningRate) {
    this.learningRate = learningRate;
  }

  /**
   * A new trial that goes on from a state; closed where that does not fit.
   *
   * @param restore takes the state, or throws an IllegalArgumentException
   */
  public static <T extends GradientDescent> T resumed(T trial, Consumer<T> restore) {
    try {
      restore.accept(trial);
      return trial;
    } catch (IllegalArgumentException e) {
      trial.close();
      throw e;
    }
  }

  @Override
  public final double learningRate() {
    return learningRate;
  }
}
