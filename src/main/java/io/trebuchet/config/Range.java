package io.trebuchet.config;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** Sequences of exact decimals. */
final class Range {
  private static final int FEWEST_DIGITS = 6;
  private static final int MOST_DIGITS = 17;

  private Range() {}

  /** from, from + step, …, to; {@code to} must be one of them. */
  static List<BigDecimal> linear(BigDecimal from, BigDecimal to, BigDecimal step) {
    int steps = to.subtract(from).divide(step, 0, RoundingMode.DOWN).intValueExact();
    List<BigDecimal> values = new ArrayList<>(steps + 1);
    for (int i = 0; i <= steps; i++) {
      values.add(Values.canonical(from.add(step.multiply(BigDecimal.valueOf(i)))));
    }
    return values;
  }

  /**
   * {@code count} ≥ 2 values with a constant ratio, both ends included, the others rounded to as
   * few digits (at least 6) as keep them apart.
   */
  static List<BigDecimal> logarithmic(BigDecimal from, BigDecimal to, int count) {
    for (int digits = FEWEST_DIGITS; digits < MOST_DIGITS; digits++) {
      List<BigDecimal> values = logarithmic(from, to, count, new MathContext(digits));
      if (ascending(values)) {
        return values;
      }
    }
    return logarithmic(from, to, count, new MathContext(MOST_DIGITS));
  }

  private static List<BigDecimal> logarithmic(
      BigDecimal from, BigDecimal to, int count, MathContext rounding) {
    // StrictMath: the same rates, and so the same trial ids, on every machine.
    double start = StrictMath.log(from.doubleValue());
    double width = StrictMath.log(to.doubleValue()) - start;
    List<BigDecimal> values = new ArrayList<>(count);
    values.add(Values.canonical(from));
    for (int i = 1; i < count - 1; i++) {
      double value = StrictMath.exp(start + width * i / (count - 1));
      values.add(Values.canonical(new BigDecimal(value).round(rounding)));
    }
    values.add(Values.canonical(to));
    return values;
  }

  private static boolean ascending(List<BigDecimal> values) {
    for (int i = 1; i < values.size(); i++) {
      if (values.get(i).compareTo(values.get(i - 1)) <= 0) {
        return false;
      }
    }
    return true;
  }
}
