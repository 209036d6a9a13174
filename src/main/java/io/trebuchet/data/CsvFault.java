package io.trebuchet.data;

import java.io.IOException;
import java.util.Locale;

/**
 * What does not belong in a table, and how far it was read before: of several readings of a file,
 * the one that got farthest has the fault to tell.
 */
final class CsvFault extends IOException {
  private static final long serialVersionUID = 1;

  private final long line;
  private final int column;

  private CsvFault(String message, long line, int column) {
    super(message);
    this.line = line;
    this.column = column;
  }

  /** A fault of a line as a whole. */
  static CsvFault at(String file, long line, String words) {
    return new CsvFault(String.format(Locale.ROOT, "%s, line %d: %s", file, line, words), line, 0);
  }

  /**
   * A fault of a cell.
   *
   * @param column from 1
   */
  static CsvFault at(String file, long line, int column, String words) {
    String message =
        String.format(Locale.ROOT, "%s, line %d, column %d: %s", file, line, column, words);
    return new CsvFault(message, line, column);
  }

  /** A fault of what could be read to its end. */
  CsvFault ofTheWhole() {
    return new CsvFault(String.valueOf(getMessage()), Long.MAX_VALUE, 0);
  }

  boolean isFartherThan(CsvFault other) {
    return line != other.line ? line > other.line : column > other.column;
  }
}
