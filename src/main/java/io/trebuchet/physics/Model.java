package io.trebuchet.physics;

import java.util.List;

/** A model with all its parameters set; an immutable value. */
public interface Model {
  /**
   * Draws what the seed decides (features, initial weights) and prepares what all trials share.
   *
   * @throws IllegalArgumentException if the model cannot take this data, saying why
   */
  Problem on(Sample sample, SeededRandom random);

  /** The numbers that its settings gave or named a file for, such as initial weights. */
  default List<Numbers> given() {
    return List.of();
  }
}
