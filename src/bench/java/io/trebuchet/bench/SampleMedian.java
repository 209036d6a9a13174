package io.trebuchet.bench;

import java.util.List;

/** The middle of several measurements. */
final class SampleMedian {
  private SampleMedian() {}

  /** The middle one; of an even number the mean of the two middle ones. */
  static double of(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }
}
