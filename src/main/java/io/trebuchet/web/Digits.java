package io.trebuchet.web;

/** Doubles as JSON numbers: in full precision, or rounded to a few significant digits. */
final class Digits {
  /** All of them. */
  static final int FULL = 17;

  private static final int MOST_ROUNDED = 15;
  private static final int SAFE_EXPONENT = 290;

  private Digits() {}

  /** A finite number rounded to some digits, short; {@code null} for any other. */
  static String json(double value, int digits) {
    if (!Double.isFinite(value)) {
      return "null";
    }
    double size = Math.abs(value);
    if (value == 0) {
      return "0";
    }
    if (value == Math.rint(value) && size < 1e6) {
      return Long.toString((long) value);
    }
    int exponent = (int) Math.floor(Math.log10(size));
    if (digits > MOST_ROUNDED || Math.abs(exponent) > SAFE_EXPONENT) {
      return Double.toString(value);
    }
    int shift = digits - 1 - exponent;
    long mantissa =
        Math.round(shift >= 0 ? value * Math.pow(10, shift) : value / Math.pow(10, -shift));
    return shift == 0 ? Long.toString(mantissa) : mantissa + "e" + -shift;
  }
}
