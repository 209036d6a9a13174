package io.trebuchet.data;

import java.io.IOException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Numbers in text files. */
final class Decimals {
  /** Java alone would also take 5d, 3f, 0x1p-1 and NaN. */
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

  private Decimals() {}

  /**
   * A finite number.
   *
   * @param line where it stands, counted from 1
   * @throws IOException if it is none
   */
  static double finite(String text, int line) throws IOException {
    double value = value(text);
    if (!Double.isFinite(value)) {
      throw new IOException(
          String.format(Locale.ROOT, "line %d: a finite number belongs there", line));
    }
    return value;
  }

  /** Not a number if it is none; what stands there instead may be secret, and is kept nowhere. */
  static double value(String text) {
    return DECIMAL.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
  }
}
