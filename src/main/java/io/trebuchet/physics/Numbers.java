package io.trebuchet.physics;

import java.util.List;

/** Numbers that a config gives as a list, or in a file that is read only when they are needed. */
@FunctionalInterface
public interface Numbers {
  /**
   * All of them, in order; a new array.
   *
   * @throws java.io.UncheckedIOException if their file is missing or damaged, saying where
   */
  double[] read();

  /** Numbers that are known already. */
  static Listed of(List<Double> values) {
    return new Listed(values);
  }

  /** Numbers that are known already. */
  record Listed(List<Double> values) implements Numbers {
    /** Copies the list. */
    public Listed {
      values = List.copyOf(values);
    }

    @Override
    public double[] read() {
      return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
  }
}
