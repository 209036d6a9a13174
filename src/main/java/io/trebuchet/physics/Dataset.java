package io.trebuchet.physics;

import java.util.Locale;

/** D points in d dimensions with K labels each. The arrays are shared: treat them as read-only. */
public final class Dataset {
  private final int size;
  private final int dimension;
  private final int outputs;
  private final double[] inputs;
  private final double[] labels;

  private Dataset(int dimension, int outputs, double[] inputs, double[] labels) {
    this.size = labels.length / outputs;
    this.dimension = dimension;
    this.outputs = outputs;
    this.inputs = inputs;
    this.labels = labels;
  }

  /**
   * A data set over the given arrays, with one label a point.
   *
   * @param inputs D×d, one point after another: component i of point α at {@code [α·d + i]}
   * @param labels y_α, length D
   * @throws IllegalArgumentException if the lengths do not fit
   */
  public static Dataset of(int dimension, double[] inputs, double[] labels) {
    return of(dimension, 1, inputs, labels);
  }

  /**
   * The same with K labels a point.
   *
   * @param labels y, length DK, those of a point together
   */
  public static Dataset of(int dimension, int outputs, double[] inputs, double[] labels) {
    if (dimension < 1
        || outputs < 1
        || labels.length == 0
        || labels.length % outputs != 0
        || inputs.length != labels.length / outputs * dimension) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "inputs of length %d are not %d/%d labels × %d dimensions",
              inputs.length,
              labels.length,
              outputs,
              dimension));
    }
    return new Dataset(dimension, outputs, inputs, labels);
  }

  /** D. */
  public int size() {
    return size;
  }

  /** K. */
  public int outputs() {
    return outputs;
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

  /** y_α, those of a point together. */
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
