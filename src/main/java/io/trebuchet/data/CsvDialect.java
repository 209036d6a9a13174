package io.trebuchet.data;

/**
 * How a file of numbers is written.
 *
 * @param separator between cells
 * @param decimal before the fraction of a number
 */
record CsvDialect(char separator, char decimal) {
  /** As people have them: of English-speaking programs, of Excel in most of Europe, with tabs. */
  static final CsvDialect[] KNOWN = {
    new CsvDialect(',', '.'),
    new CsvDialect(';', ','),
    new CsvDialect(';', '.'),
    new CsvDialect('\t', '.'),
    new CsvDialect('\t', ',')
  };

  /** A number of this dialect as Java reads it. */
  String number(String cell) {
    return decimal == '.' ? cell : cell.indexOf('.') >= 0 ? "" : cell.replace(decimal, '.');
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
          default -> "commas";
        };
    return between + (decimal == ',' ? " and decimal commas" : "");
  }
}
