package io.trebuchet.data;

import java.util.regex.Pattern;

/**
 * How a file of numbers is written. A cell of one dialect that holds the separator of another is no
 * number, and a decimal comma stands between digits: so a line of two or more numbers is read in
 * one way, or in two that mean the same.
 *
 * @param separator between cells
 * @param decimal before the fraction of a number
 */
record CsvDialect(char separator, char decimal) {
  /** As people have them; where the faults of two are alike, those of the first are told. */
  static final CsvDialect[] KNOWN = {
    new CsvDialect('\t', '.'),
    new CsvDialect('\t', ','),
    new CsvDialect(';', '.'),
    new CsvDialect(';', ','),
    new CsvDialect(',', '.'),
    new CsvDialect(',', ','),
    new CsvDialect(' ', '.'),
    new CsvDialect(' ', ',')
  };

  private static final int MOST_CELL = 1 << 10;
  private static final Pattern BETWEEN_DIGITS = Pattern.compile("[^,]*[0-9],[0-9][^,]*");
  private static final Pattern GROUPED = Pattern.compile("[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}");

  /** What a cell is with a point or a comma before its fraction; not a number if it is none. */
  static double numberOfAny(String cell) {
    double number = new CsvDialect(' ', '.').number(cell);
    return Double.isNaN(number) ? new CsvDialect(' ', ',').number(cell) : number;
  }

  /**
   * The number of a cell as {@link Decimals#value}; not a number if it holds none of this dialect.
   */
  double number(String cell) {
    if (cell.length() > MOST_CELL) {
      return Double.NaN;
    }
    if (decimal == '.' || (cell.indexOf('.') < 0 && cell.indexOf(',') < 0)) {
      return Decimals.value(cell);
    }
    return BETWEEN_DIGITS.matcher(cell).matches() && cell.indexOf('.') < 0
        ? Decimals.value(cell.replace(',', '.'))
        : Double.NaN;
  }

  /** Whether a number has a fraction, or what looks like one. */
  boolean hasFraction(String cell) {
    return cell.indexOf(decimal) >= 0;
  }

  /** Whether what looks like the fraction of a number may be its last three digits, as in 1,234. */
  boolean mayBeGrouped(String cell) {
    return (decimal == ',' || separator == ';') && GROUPED.matcher(cell).matches();
  }

  boolean hasTabs() {
    return separator == '\t';
  }

  /** Whether decimals can stand in a file of this dialect only if they are quoted. */
  boolean quotesDecimals() {
    return separator == decimal;
  }

  /** Whether it is what is meant where nobody says anything. */
  boolean isUsual() {
    return separator == ',' && decimal == '.';
  }

  @Override
  public String toString() {
    String between =
        switch (separator) {
          case '\t' -> "tabs";
          case ';' -> "semicolons";
          case ' ' -> "spaces";
          default -> "commas";
        };
    return between + (decimal == ',' ? " and decimal commas" : " and decimal points");
  }
}
