package io.trebuchet.data;

import java.io.IOException;

/** Numbers in text files. */
final class Decimals {
  /** Of what is no number. */
  private static final int SHOWN = 40;

  private Decimals() {}

  /**
   * A finite number.
   *
   * @param line where it stands, counted from 1
   * @throws IOException if it is none
   */
  static double finite(String text, int line) throws IOException {
    double value;
    try {
      value = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IOException("line %d: \"%s\" is not a number".formatted(line, shown(text)), e);
    }
    if (!Double.isFinite(value)) {
      throw new IOException("line %d: %s is not a finite number".formatted(line, text));
    }
    return value;
  }

  private static String shown(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
