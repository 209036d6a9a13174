package io.trebuchet.bench;

import java.util.List;

/**
 * What a step of one trial asks of the machine, counted from the exact forms in the documentation
 * of the kernels, smaller terms left out. A kernel that finds a shorter way seems faster than the
 * machine.
 *
 * @param flops additions and multiplications
 * @param bytes what is read and written once each if trials share nothing; 0 if that is no limit
 */
record Work(double flops, double bytes) {
  private static final double DOUBLE = Double.BYTES;

  /** Diagonal form: nine operations for each of n weights, all in the nearest cache. */
  static Work eigenbasis(int n) {
    return new Work(9.0 * n, 0);
  }

  /** A net on one-dimensional data: about 24 operations for each unit, in the nearest cache. */
  static Work line(int width) {
    return new Work(24.0 * width, 0);
  }

  /** One symmetric n×n matrix for each of a few operators, each read once. */
  static Work operators(int count, int n) {
    double entries = (double) count * n * n;
    return new Work(2 * entries, DOUBLE * entries);
  }

  /** Data space: GK (2nD²) and two Gram matrices, half of each (2nD²). */
  static Work oneHiddenLayer(int width, int points) {
    return new Work(4.0 * width * points * points, 0);
  }

  /**
   * Each layer forward and its gradient (4 in·out·D), what K outputs give back of all but the first
   * (2K in·out·D), and half of both Gram matrices.
   *
   * @param sizes d, the widths, K
   */
  static Work weightSpace(List<Integer> sizes, int points) {
    int outputs = sizes.getLast();
    double flops = 0;
    for (int l = 1; l < sizes.size(); l++) {
      double weights = (double) sizes.get(l - 1) * sizes.get(l);
      boolean hidden = l < sizes.size() - 1;
      flops += 4 * weights * points;
      flops += l > 1 && hidden ? 2 * outputs * weights * points : 0;
      flops += l > 1 ? (double) sizes.get(l - 1) * points * points : 0;
      flops += hidden ? (double) sizes.get(l) * outputs * outputs * points * points : 0;
    }
    return new Work(flops, 0);
  }

  /** WS, WᵀM and M diag(ε) Sᵀ (2n²D each), GK (2nD²) and four Gram matrices (4nD²). */
  static Work twoHiddenLayers(int width, int points) {
    return new Work(6.0 * width * width * points + 6.0 * width * points * points, 0);
  }
}
