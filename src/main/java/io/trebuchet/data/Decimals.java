package io.trebuchet.data;

import java.io.IOException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Numbers in text files. */
final class Decimals {
  /** Java alone would also take 5d, 3f, 0x1p-1, NaN and blanks around. */
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?([0-9]++\\.?[0-9]*+|\\.[0-9]++)([eE][+-]?[0-9]++)?");

  /** What begins with a digit other than 0. */
  private static final Pattern NONZERO = Pattern.compile("[+-]?[0.]*+[1-9].*");

  private Decimals() {}

  /**
   * A finite number.
   *
   * @param line where it stands, counted from 1
   * @param column which of the line's numbers it is, counted from 1
   * @throws IOException if it is none
   */
  static double finite(String text, int line, int column) throws IOException {
    double value = value(text);
    if (!Double.isFinite(value)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "column %d of line %d: a finite number belongs there, such as -0.5 or 1e-3",
              column,
              line));
    }
    return value;
  }

  /**
   * Not a number if it is none, and infinite if no double is near it, too large or so small that it
   * would be read as 0; what stands there instead may be secret, and is kept nowhere.
   */
  static double value(String text) {
    if (!DECIMAL.matcher(text).matches()) {
      return Double.NaN;
    }
    double value = Double.parseDouble(text);
    return value == 0 && NONZERO.matcher(text).matches() ? Double.POSITIVE_INFINITY : value;
  }
}
