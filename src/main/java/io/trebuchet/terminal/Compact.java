package io.trebuchet.terminal;

import io.trebuchet.metrics.PlainText;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;

/** Short texts of numbers and durations for people. */
final class Compact {
  private static final Pattern BREAK = Pattern.compile("\\s+");

  private static final Pattern PLAIN = Pattern.compile("-?\\d+(\\.\\d+)?");

  private static final MathContext THREE_DIGITS = new MathContext(3, RoundingMode.HALF_EVEN);

  private Compact() {}

  /** Three significant digits, four for thousands; exponents outside 0.001 … 9999. */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "NaN" : value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return "0";
    }
    double size = Math.abs(value);
    if (size < 9.995e-4 || size >= 9999.5) {
      return String.format(Locale.ROOT, "%.2e", value);
    }
    BigDecimal exact = BigDecimal.valueOf(value);
    BigDecimal rounded = exact.round(THREE_DIGITS);
    int decimals = 2 + rounded.scale() + 1 - rounded.precision();
    return exact.setScale(Math.max(0, decimals), RoundingMode.HALF_EVEN).toPlainString();
  }

  /** Empty for NaN, which stands for a number that does not apply. */
  static String orEmpty(double value) {
    return Double.isNaN(value) ? "" : number(value);
  }

  /** At most six significant digits without trailing zeros, as people write c. */
  static String c(double value) {
    if (!Double.isFinite(value) || value == 0) {
      return number(value);
    }
    BigDecimal rounded = BigDecimal.valueOf(value).round(new MathContext(6)).stripTrailingZeros();
    double size = Math.abs(value);
    return size < 1e-4 || size >= 1e7 ? rounded.toString() : rounded.toPlainString();
  }

  /** How many decimals of {@link #c(double)} the values need. */
  static int decimals(DoubleStream values) {
    return values
        .mapToObj(Compact::c)
        .filter(text -> PLAIN.matcher(text).matches())
        .mapToInt(text -> new BigDecimal(text).scale())
        .max()
        .orElse(0);
  }

  /** As {@link #c(double)}, with zeros up to a number of decimals to align a column. */
  static String c(double value, int decimals) {
    String text = c(value);
    boolean plain = PLAIN.matcher(text).matches();
    return plain && new BigDecimal(text).scale() < decimals
        ? new BigDecimal(text).setScale(decimals).toPlainString()
        : text;
  }

  /** Digits below ten thousand, then k, M, G, T. */
  static String count(double value) {
    if (!Double.isFinite(value)) {
      return number(value);
    }
    String[] units = {"k", "M", "G", "T"};
    if (Math.abs(value) < 9999.5) {
      return BigDecimal.valueOf(value).setScale(0, RoundingMode.HALF_EVEN).toPlainString();
    }
    double scaled = value;
    for (String unit : units) {
      scaled /= 1000;
      if (Math.abs(scaled) < 999.5) {
        return number(scaled) + unit;
      }
    }
    return number(value);
  }

  /** The two largest units, tenths of a second below ten seconds. */
  static String duration(Duration duration) {
    long millis = Math.max(0, duration.toMillis());
    if (millis < 9_950) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
    long seconds = (millis + 500) / 1000;
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
    }
    if (seconds < 86_400) {
      return String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds / 60 % 60);
    }
    return String.format(Locale.ROOT, "%d d %02d h", seconds / 86_400, seconds / 3600 % 24);
  }

  /** On one line and without escape sequences, whatever an error message contains. */
  static String oneLine(String text) {
    return PlainText.shown(BREAK.matcher(text).replaceAll(" ").strip());
  }
}
