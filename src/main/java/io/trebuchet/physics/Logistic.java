package io.trebuchet.physics;

/** s(x) = 1/(1 + e^−x). */
public final class Logistic {
  private Logistic() {}

  /** s(x), without overflow on either side. */
  public static double of(double x) {
    double e = Math.exp(-Math.abs(x));
    return x >= 0 ? 1 / (1 + e) : e / (1 + e);
  }
}
