package io.trebuchet.physics.observe;

/** Lengths of vectors, added up in order. */
final class Norms {
  private Norms() {}

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  static double squared(double[] a) {
    return dot(a, a);
  }

  static double distanceSq(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }
}
