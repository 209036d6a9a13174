package io.trebuchet.physics;

import java.util.Locale;

/** D labelled points in d dimensions. The arrays are shared: treat them as read-only. */
public final class Dataset {
  private final int size;
  private final int dimension;
  private final double[] inputs;
  private final double[] labels;

  private Dataset(int size, int dimension, double[] inputs, double[] labels) {
    this.size = size;
    this.dimension = dimension;
    this.inputs = inputs;
    this.labels = labels;
  }

  /**
   * A data set over the given arrays.
   *
   * @param inputs D×d, one point after another: component i of point α at {@code [α·d + i]}
   * @param labels y_α, length D
   * @throws IllegalArgumentException if the lengths do not fit
   */
  public static Dataset of(int dimension, double[] inputs, double[] labels) {
    if (dimension < 1 || labels.length == 0 || inputs.length != labels.length * dimension) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "inputs of length %d are not %d labels × %d dimensions",
              inputs.length,
              labels.length,
              dimension));
    }
    return new Dataset(labels.length, dimension, inputs, labels);
  }

  /** D. */
  public int size() {
    return size;
  }

  /** d. */
  public int dimension() {
    return dimension;
  }

  /** Component {@code i} of point {@code alpha}. */
  public double input(int alpha, int i) {
    return inputs[alpha * dimension + i];
  }

  /** D×d, one point after another. */
  public double[] inputs() {
    return inputs;
  }

  /** y_α. */
  public double[] labels() {
    return labels;
  }

  /** ‖y‖²/D. */
  public double meanSquaredLabel() {
    double sum = 0;
    for (double y : labels) {
      sum += y * y;
    }
    return sum / size;
  }

  /** Whether every label is zero, a hypothesis of most bounds. */
  public boolean labelsAreZero() {
    for (double y : labels) {
      if (y != 0) {
        return false;
      }
    }
    return true;
  }
}
