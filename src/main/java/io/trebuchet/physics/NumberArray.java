package io.trebuchet.physics;

import java.util.List;

/** Numbers with axes, in a file of which only the header is read before they are needed. */
public interface NumberArray extends Numbers {
  /** The lengths of the axes. */
  List<Integer> shape();

  /**
   * All of them, one array for each index of the first axis, the last index fastest.
   *
   * @throws java.io.UncheckedIOException if the file is missing or damaged, saying where
   */
  double[][] slices();

  /** The lengths of the axes as {@code 2×500×500}. */
  default String sides() {
    return String.join("×", shape().stream().map(String::valueOf).toList());
  }
}
