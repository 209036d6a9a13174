package io.trebuchet.physics.linalg;

/**
 * A number of about 32 digits as the sum of two doubles (Dekker 1971, with fused multiply–add).
 *
 * @param hi the nearest double
 * @param lo what is left, at most half a unit in the last place of {@code hi}
 */
public record DoubleDouble(double hi, double lo) {
  public static final DoubleDouble ZERO = new DoubleDouble(0, 0);

  public static DoubleDouble of(double value) {
    return new DoubleDouble(value, 0);
  }

  private static DoubleDouble normal(double a, double b) {
    double sum = a + b;
    return new DoubleDouble(sum, b - (sum - a));
  }

  public DoubleDouble plus(DoubleDouble other) {
    double sum = hi + other.hi;
    double part = sum - hi;
    double error = (hi - (sum - part)) + (other.hi - part);
    return normal(sum, error + lo + other.lo);
  }

  public DoubleDouble minus(DoubleDouble other) {
    return plus(new DoubleDouble(-other.hi, -other.lo));
  }

  public DoubleDouble times(DoubleDouble other) {
    double product = hi * other.hi;
    double error = Math.fma(hi, other.hi, -product);
    return normal(product, error + (hi * other.lo + lo * other.hi));
  }

  public DoubleDouble times(double other) {
    return times(of(other));
  }

  public DoubleDouble over(double other) {
    double quotient = hi / other;
    DoubleDouble rest = minus(of(quotient).times(other));
    return normal(quotient, (rest.hi + rest.lo) / other);
  }
}
