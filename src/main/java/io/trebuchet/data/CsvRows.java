package io.trebuchet.data;

import io.trebuchet.data.CsvHeader.Place;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/** Reads a text as a table of one dialect, line by line. */
final class CsvRows {
  private static final int LEAST = 2;

  private final String file;
  private final CsvDialect dialect;
  private final CsvForm form;
  private final List<double[]> rows = new ArrayList<>();
  private final CsvIndex index = new CsvIndex();
  private List<String> names = List.of();
  private List<String> commented = List.of();
  private int columns;
  private long firstLine;
  private boolean hasFraction;
  private boolean hasBrokenInput;
  private @Nullable CsvFault grouped;
  private boolean decimalProven;

  private CsvRows(String file, CsvDialect dialect, CsvForm form) {
    this.file = file;
    this.dialect = dialect;
    this.form = form;
  }

  static CsvTable read(String file, String text, CsvDialect dialect, CsvForm form)
      throws IOException {
    CsvRows rows = new CsvRows(file, dialect, form);
    rows.readAll(text);
    return rows.table();
  }

  private void readAll(String text) throws IOException {
    CSVFormat format =
        CSVFormat.DEFAULT
            .builder()
            .setDelimiter(dialect.separator())
            .setCommentMarker('#')
            .setIgnoreSurroundingSpaces(true)
            .setIgnoreEmptyLines(true)
            .build();
    long line = 0;
    try (CSVParser parser = CSVParser.parse(new StringReader(text), format)) {
      for (CSVRecord record : parser) {
        line = parser.getCurrentLineNumber();
        List<String> cells = cells(record);
        if (!cells.isEmpty()) {
          take(cells, record.hasComment() ? record.getComment() : "", new Place(file, line));
        }
      }
    } catch (UncheckedIOException e) {
      // The parser's own words may hold what stands there.
      throw CsvFault.at(
          file, line + 1, "a quote that opens there or below does not close before a separator");
    }
  }

  /** The cells of a line; none if it holds only spaces. */
  private List<String> cells(CSVRecord record) {
    List<String> cells = record.toList();
    if (dialect.separator() == ' ') {
      // Columns that stand under each other have more than one between them.
      return cells.stream().filter(cell -> !cell.isEmpty()).toList();
    }
    return cells.size() == 1 && cells.getFirst().isEmpty() ? List.of() : cells;
  }

  private void take(List<String> cells, String comment, Place place) throws CsvFault {
    boolean first = columns == 0;
    if (first) {
      columns = cells.size();
      firstLine = place.line();
    }
    if (columns < LEAST) {
      throw place.fault(
          "one column where at least two belong, the label last; commas, semicolons, tabs or spaces"
              + " separate them");
    }
    if (cells.size() != columns) {
      throw place.fault(otherWidth(cells.size()));
    }
    if (first && cells.stream().allMatch(cell -> Double.isFinite(dialect.number(cell)))) {
      commented = CsvComment.names(comment, columns);
    }
    if (first && CsvHeader.isHeader(form.header(), cells, place)) {
      names = CsvHeader.names(cells, place);
      index.name(cells.getFirst(), columns);
    } else {
      rows.add(numbers(cells, place, first));
    }
  }

  private String otherWidth(int found) {
    return String.format(
        Locale.ROOT,
        "%d columns where line %d has %d%s",
        found,
        firstLine,
        columns,
        names.isEmpty()
            ? ": every line must have as many"
            : " names: name every column, a row index too, and write no decimal commas where commas"
                + " separate");
  }

  private double[] numbers(List<String> cells, Place place, boolean first) throws CsvFault {
    double[] numbers = new double[columns];
    for (int j = 0; j < columns; j++) {
      String cell = cells.get(j);
      numbers[j] = dialect.number(cell);
      if (!Double.isFinite(numbers[j])) {
        throw place.fault(j + 1, fault(cell, j, first));
      }
      hasBrokenInput |=
          j > 0
              && j < columns - 1
              && (dialect.hasFraction(cell) || numbers[j] != Math.rint(numbers[j]));
      if (dialect.hasFraction(cell)) {
        hasFraction = true;
        if (!dialect.mayBeGrouped(cell)) {
          decimalProven = true;
        } else if (grouped == null) {
          grouped = place.fault(j + 1, groupedWords());
        }
      }
    }
    index.take(numbers[0]);
    return numbers;
  }

  private String fault(String cell, int j, boolean first) {
    if (CsvHeader.isMissing(cell)) {
      return cell.isEmpty() && j == columns - 1
          ? "the value is missing: fill it in, or take a separator at the line's end away"
          : "the value is missing: fill it in or take the line out";
    }
    return "a finite decimal number such as "
        + (dialect.decimal() == ',' ? "-0,5" : "-0.5")
        + " or 1e-3 belongs there"
        + (Double.isInfinite(dialect.number(cell))
            ? "; a double is 0 or between 4.9e-324 and 1.8e308 in size"
            : "")
        + (first && form.header() == CsvForm.Header.AUTO
            ? "; where the line names columns, data.header = yes"
            : "");
  }

  private String groupedWords() {
    return String.format(
        Locale.ROOT,
        "its %s may begin decimals or group thousands: write numbers without groups, or set"
            + " data.decimal = %s if they are decimals",
        dialect.decimal() == ',' ? "comma" : "point",
        dialect.decimal() == ',' ? "comma" : "point");
  }

  private CsvTable table() throws IOException {
    if (rows.isEmpty()) {
      throw CsvFault.at(
          file,
          Math.max(1, firstLine),
          columns == 0 ? "the file holds no points" : "the file holds no points, only a header");
    }
    if (grouped != null && !decimalProven && !form.decimalKnown()) {
      throw grouped.ofTheWhole();
    }
    if (dialect.quotesDecimals() && !hasFraction) {
      throw CsvFault.at(
          file,
          firstLine,
          "commas cannot both separate cells and begin decimals: set data.separator, or"
              + " data.decimal = point");
    }
    requireNoIndex();
    return new CsvTable(file, names, commented, rows, dialect);
  }

  private void requireNoIndex() throws CsvFault {
    String words =
        "the column counts the rows, as a row index: write it without (pandas: index=False, R:"
            + " row.names=FALSE), or ";
    if (index.isNamed()) {
      throw CsvFault.at(file, firstLine, 1, words + "give it another name if it is an input")
          .ofTheWhole();
    }
    if (form.header() == CsvForm.Header.AUTO
        && names.isEmpty()
        && index.isUnnamed()
        && hasBrokenInput) {
      throw CsvFault.at(file, firstLine, 1, words + "set data.header = no if it is an input")
          .ofTheWhole();
    }
  }
}
