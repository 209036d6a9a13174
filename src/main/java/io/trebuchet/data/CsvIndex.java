package io.trebuchet.data;

import java.util.Locale;
import java.util.Set;

/** Whether the first column counts the rows from 0 or 1, as a row index that was written along. */
final class CsvIndex {
  private static final Set<String> USUAL = Set.of("index", "idx", "id", "row", "rownames");

  /** What R calls a row index that it reads; the only input of a curve may have that name, too. */
  private static final String OF_R = "X";

  private static final int MOST_COLUMNS_OF_A_CURVE = 2;
  private static final int LEAST_NAMED = 3;
  private static final int LEAST_UNNAMED = 2;

  private boolean named;
  private boolean counts = true;
  private double from;
  private long rows;

  /** Takes what the header calls the first column. */
  void name(String name, int columns) {
    named =
        USUAL.contains(name.toLowerCase(Locale.ROOT))
            || (name.equals(OF_R) && columns > MOST_COLUMNS_OF_A_CURVE);
  }

  /** Takes the first number of the next row, however it is written. */
  void take(double number) {
    if (rows == 0) {
      from = number;
      counts = from == 0 || from == 1;
    }
    counts &= number == from + rows;
    rows++;
  }

  /** Whether it counts and is called an index. */
  boolean isNamed() {
    return named && counts && rows >= LEAST_NAMED;
  }

  /** Whether it counts, where columns have no names. */
  boolean isUnnamed() {
    return counts && rows >= LEAST_UNNAMED;
  }
}
