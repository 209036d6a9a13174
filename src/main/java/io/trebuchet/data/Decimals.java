package io.trebuchet.data;

import java.io.IOException;
import java.util.Locale;

/** Numbers in text files. */
final class Decimals {
  private Decimals() {}

  /**
   * A finite number.
   *
   * @param line where it stands, counted from 1
   * @throws IOException if it is none
   */
  static double finite(String text, int line) throws IOException {
    double value = parsed(text);
    if (!Double.isFinite(value)) {
      throw new IOException(
          String.format(Locale.ROOT, "line %d: a finite number belongs there", line));
    }
    return value;
  }

  /** Not a number if it is none; what stands there instead may be secret, and is kept nowhere. */
  private static double parsed(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
