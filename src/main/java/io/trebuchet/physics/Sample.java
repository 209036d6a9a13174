package io.trebuchet.physics;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The training set and, where there is one, the test set of a sweep.
 *
 * @param checksums SHA-256 of each file the data came from, by file name
 * @param teacher what made the labels, for students that begin with its features; null where there
 *     is none
 */
public record Sample(
    Dataset train,
    @Nullable Dataset test,
    Map<String, String> checksums,
    @Nullable Teacher teacher) {
  /** Data that no teacher made. */
  public Sample(Dataset train, @Nullable Dataset test, Map<String, String> checksums) {
    this(train, test, checksums, null);
  }

  /**
   * Complains of test points with other dimensions than those of training.
   *
   * @throws IllegalArgumentException if so
   */
  public void requireOneDimension() {
    if (test != null && test.dimension() != train.dimension()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "test points have %d dimensions, training points %d",
              test.dimension(),
              train.dimension()));
    }
  }

  /** A training set without test set or files. */
  public static Sample of(Dataset train) {
    return new Sample(train, null, Map.of());
  }
}
