package io.trebuchet.physics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Numbers with axes, in a file of which only the header is read before they are needed. */
public interface NumberArray extends Numbers {
  /** A side of any length. */
  int ANY = -1;

  /** The lengths of the axes. */
  List<Integer> shape();

  /**
   * All of them, one array for each index of the first axis, the last index fastest.
   *
   * @throws java.io.UncheckedIOException if the file is missing or damaged, saying where
   */
  double[][] slices();

  /** The same numbers in the same order under other axes. */
  NumberArray reshaped(List<Integer> sides);

  /**
   * The array with these axes, if it has them but for axes of length 1, which programs add and drop
   * at will: a column of MATLAB is D×1.
   *
   * @param sides the lengths; {@link #ANY} at most once
   */
  default Optional<NumberArray> as(int... sides) {
    long known = 1;
    for (int side : sides) {
      known *= side == ANY ? 1 : side;
    }
    long count = 1;
    for (int side : shape()) {
      count *= side;
    }
    List<Integer> wanted = new ArrayList<>();
    for (int side : sides) {
      wanted.add(side == ANY ? Math.toIntExact(known == 0 ? 0 : count / known) : side);
    }
    return withoutOnes(wanted).equals(withoutOnes(shape()))
        ? Optional.of(reshaped(wanted))
        : Optional.empty();
  }

  private static List<Integer> withoutOnes(List<Integer> sides) {
    return sides.stream().filter(side -> side != 1).toList();
  }

  /** The lengths of the axes as {@code 2×500×500}, or words where there are none. */
  default String sides() {
    return shape().isEmpty()
        ? "a single number without axes"
        : String.join("×", shape().stream().map(String::valueOf).toList());
  }
}
