package io.trebuchet.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The first line of a table: names of its columns, or numbers already. */
final class CsvHeader {
  /** What stands for a value that is missing; no name of a column. */
  private static final Set<String> MISSING =
      Set.of(
          "",
          "na",
          "n/a",
          "#n/a",
          "nan",
          "null",
          "none",
          "nil",
          "inf",
          "+inf",
          "-inf",
          "infinity",
          "+infinity",
          "-infinity",
          "1.#inf",
          "-1.#ind",
          "?",
          "-",
          ".");

  /** What pandas calls a column without a name when it writes it again. */
  private static final Pattern UNNAMED = Pattern.compile("unnamed: [0-9]+.*");

  private CsvHeader() {}

  static boolean isMissing(String cell) {
    return MISSING.contains(cell.toLowerCase(Locale.ROOT));
  }

  /**
   * Whether the first line names the columns.
   *
   * @throws CsvFault if that cannot be known
   */
  static boolean isHeader(CsvForm.Header header, List<String> cells, Place place) throws CsvFault {
    return switch (header) {
      case YES -> true;
      case NO -> false;
      case AUTO -> {
        if (counts(cells)) {
          throw place.fault(
              "it counts the columns, as pandas does where they have no names: data.header = yes"
                  + " leaves it out, no takes it as a point");
        }
        yield cells.stream().allMatch(cell -> Double.isNaN(CsvDialect.numberOfAny(cell)))
            && !cells.stream().allMatch(CsvHeader::isMissing);
      }
    };
  }

  private static boolean counts(List<String> cells) {
    for (int j = 0; j < cells.size(); j++) {
      if (CsvDialect.numberOfAny(cells.get(j)) != j) {
        return false;
      }
    }
    return true;
  }

  /**
   * The names, lower case.
   *
   * @throws CsvFault if a column has none, as a row index, or two have the same
   */
  static List<String> names(List<String> cells, Place place) throws CsvFault {
    List<String> names = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int j = 0; j < cells.size(); j++) {
      String name = cells.get(j).toLowerCase(Locale.ROOT);
      if (isMissing(name) || UNNAMED.matcher(name).matches()) {
        throw place.fault(
            j + 1,
            j == 0
                ? "the column has no name, as a row index: write it without (pandas: index=False,"
                    + " R: row.names=FALSE) or give it a name"
                : "the column has no name: give it one, or take a separator at the line's end"
                    + " away");
      }
      if (!seen.add(name)) {
        throw place.fault(
            j + 1,
            String.format(
                Locale.ROOT,
                "the column has the name of column %d: give each a name of its own",
                names.indexOf(name) + 1));
      }
      names.add(name);
    }
    return names;
  }

  /** Where a record is. */
  record Place(String file, long line) {
    CsvFault fault(String words) {
      return CsvFault.at(file, line, words);
    }

    CsvFault fault(int column, String words) {
      return CsvFault.at(file, line, column, words);
    }
  }
}
