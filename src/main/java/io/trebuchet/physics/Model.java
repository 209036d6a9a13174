package io.trebuchet.physics;

import java.util.List;
import java.util.Optional;

/** A model with all its parameters set; an immutable value. */
public interface Model {
  /**
   * Draws what the seed decides (features, initial weights) and prepares what all trials share.
   *
   * @throws IllegalArgumentException if the model cannot take this data, saying why
   */
  Problem on(Sample sample, SeededRandom random);

  /** K, its outputs for each point; the data have as many labels a point. */
  default int outputs() {
    return 1;
  }

  /** The least memory that its trials on these data hold, as far as it is known. */
  default MemoryNeed memory(Sample sample) {
    return MemoryNeed.NONE;
  }

  /**
   * Checks of what its settings gave that need no data, each of which may fail as {@link #check}
   * does.
   */
  default List<Runnable> checks() {
    return given().stream().<Runnable>map(numbers -> numbers::read).toList();
  }

  /**
   * Reads what its settings gave and holds it against data, before any trial begins.
   *
   * @return what a user should know of it
   * @throws java.io.UncheckedIOException if a file is missing or damaged
   * @throws IllegalArgumentException if what it holds does not fit
   */
  default List<String> check(Sample sample) {
    given().forEach(Numbers::read);
    return List.of();
  }

  /**
   * The key of its settings that says nothing of other points than those of training, so that there
   * can be no test set; empty where there may be one.
   */
  default Optional<String> trainingOnly() {
    return Optional.empty();
  }

  /** The numbers that its settings gave or named a file for, such as initial weights. */
  default List<Numbers> given() {
    return List.of();
  }
}
