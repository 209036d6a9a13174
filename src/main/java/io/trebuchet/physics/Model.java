package io.trebuchet.physics;

/** A model with all its parameters set; an immutable value. */
public interface Model {
  /**
   * Draws what the seed decides (features, initial weights) and prepares what all trials share.
   *
   * @throws IllegalArgumentException if the model cannot take this data, saying why
   */
  Problem on(Sample sample, SeededRandom random);
}
