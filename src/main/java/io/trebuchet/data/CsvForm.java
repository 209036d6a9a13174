package io.trebuchet.data;

import java.util.List;

/**
 * What a config says of its CSV files.
 *
 * @param dialects that they may be written in
 * @param decimalKnown whether what begins a fraction is said, and need not be found out
 * @param header whether the first line names the columns
 * @param label which column holds the labels: {@code auto}, {@code first}, {@code last} or a name
 */
record CsvForm(List<CsvDialect> dialects, boolean decimalKnown, Header header, String label) {
  /** All is found out. */
  static final CsvForm AUTO = new CsvForm(List.of(CsvDialect.KNOWN), false, Header.AUTO, "auto");

  /** Copies the list. */
  CsvForm {
    dialects = List.copyOf(dialects);
  }

  /** Whether the first line names the columns. */
  enum Header {
    AUTO,
    YES,
    NO
  }

  /** Whether the dialect is found out. */
  boolean detects() {
    return dialects.size() > 1;
  }
}
