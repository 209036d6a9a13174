package io.trebuchet.bench;

import java.util.Arrays;

/** Percentiles of measured values. */
public final class Percentiles {
  private Percentiles() {}

  /** The value that a share of all does not exceed; NaN of nothing. */
  public static double of(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted.length == 0
        ? Double.NaN
        : sorted[(int) Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
  }
}
