package io.trebuchet.data;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A table of finite numbers in text, as people have it: quoted or not, with {@code #} comments,
 * with or without a header, in one of the known dialects.
 *
 * @param rows of one length, at least 2
 * @param dialect that it is written in
 */
record CsvTable(List<double[]> rows, CsvDialect dialect) {
  /** What stands for a value that is missing; no name of a column. */
  private static final Set<String> MISSING =
      Set.of("", "na", "n/a", "nan", "null", "none", "inf", "+inf", "-inf", "infinity", "?", "-");

  private static final char MARK = '\uFEFF';

  /** Of some hundred thousand numbers. */
  private static final int MOST_CELL = 1 << 10;

  /** Whether the first line names the columns. */
  enum Header {
    AUTO,
    YES,
    NO
  }

  /**
   * Reads a table.
   *
   * @param file for messages
   * @param dialects that it may be in; where more than one would do, all must mean the same
   * @throws IOException naming line and column of what does not belong there
   */
  static CsvTable read(String file, byte[] bytes, List<CsvDialect> dialects, Header header)
      throws IOException {
    String text = text(file, bytes);
    List<CsvTable> fitting = new ArrayList<>();
    IOException first = null;
    for (CsvDialect dialect : likeliestFirst(text, dialects)) {
      try {
        fitting.add(table(file, text, dialect, header));
      } catch (IOException e) {
        first = first == null ? e : first;
      } catch (UncheckedIOException e) {
        // Quotes that do not fit; the words say where.
        String words = String.valueOf(e.getCause().getMessage());
        first = first == null ? new IOException(file + " is damaged: " + words, e) : first;
      }
    }
    if (fitting.isEmpty()) {
      throw first == null ? new IOException(file + " holds no points") : first;
    }
    for (CsvTable other : fitting) {
      if (!other.equalNumbers(fitting.getFirst())) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s can be read with %s and with %s: say which with data.separator and"
                    + " data.decimal",
                file,
                fitting.getFirst().dialect,
                other.dialect));
      }
    }
    return fitting.getFirst();
  }

  private static String text(String file, byte[] bytes) throws IOException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return !text.isEmpty() && text.charAt(0) == MARK ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is not text in UTF-8: save it as that", e);
    }
  }

  /** The faults of the dialect whose separator the file has most of are the ones to tell. */
  private static List<CsvDialect> likeliestFirst(String text, List<CsvDialect> dialects) {
    List<CsvDialect> sorted = new ArrayList<>(dialects);
    String line =
        text.lines().filter(l -> !l.isBlank() && !l.startsWith("#")).findFirst().orElse("");
    sorted.sort((a, b) -> Long.compare(count(line, b.separator()), count(line, a.separator())));
    return sorted;
  }

  private static long count(String line, char separator) {
    return line.chars().filter(ch -> ch == separator).count();
  }

  private static CsvTable table(String file, String text, CsvDialect dialect, Header header)
      throws IOException {
    CSVFormat format =
        CSVFormat.DEFAULT
            .builder()
            .setDelimiter(dialect.separator())
            .setCommentMarker('#')
            .setIgnoreSurroundingSpaces(true)
            .setIgnoreEmptyLines(true)
            .build();
    List<double[]> rows = new ArrayList<>();
    int columns = 0;
    boolean mayBeHeader = header != Header.NO;
    try (CSVParser parser = CSVParser.parse(new StringReader(text), format)) {
      for (CSVRecord record : parser) {
        long line = parser.getCurrentLineNumber();
        if (columns == 0) {
          columns = record.size();
        }
        Place place = new Place(file, line);
        if (record.size() != columns || columns < 2) {
          throw place.fault(
              "%d columns where %s belong, the label last (cells separated by %s)",
              record.size(), columns < 2 ? "at least 2" : columns, dialect);
        }
        boolean isHeader = mayBeHeader && isHeader(record, dialect, header, place);
        mayBeHeader = false;
        if (!isHeader) {
          rows.add(numbers(record, dialect, place));
        }
      }
    }
    if (rows.isEmpty()) {
      throw new IOException(file + " holds no points");
    }
    return new CsvTable(rows, dialect);
  }

  /** Names, none of which is a number; a column without one may be a count of rows. */
  private static boolean isHeader(CSVRecord record, CsvDialect dialect, Header header, Place place)
      throws IOException {
    Optional<String> name =
        record.stream()
            .filter(cell -> !isNumber(cell, dialect) && !MISSING.contains(lower(cell)))
            .findFirst();
    boolean numbers = record.stream().anyMatch(cell -> isNumber(cell, dialect));
    if (header == Header.AUTO && (name.isEmpty() || numbers)) {
      return false;
    }
    for (int j = 0; j < record.size(); j++) {
      if (record.get(j).isEmpty()) {
        throw place.fault(
            "column %d has no name, as a row index of pandas: write it without (index=False), or"
                + " give it a name",
            j + 1);
      }
    }
    return true;
  }

  private static String lower(String cell) {
    return cell.toLowerCase(Locale.ROOT);
  }

  private static boolean isNumber(String cell, CsvDialect dialect) {
    return Double.isFinite(number(cell, dialect));
  }

  private static double number(String cell, CsvDialect dialect) {
    return cell.length() > MOST_CELL ? Double.NaN : Decimals.value(dialect.number(cell));
  }

  private static double[] numbers(CSVRecord record, CsvDialect dialect, Place place)
      throws IOException {
    double[] numbers = new double[record.size()];
    for (int j = 0; j < numbers.length; j++) {
      numbers[j] = number(record.get(j), dialect);
      if (!Double.isFinite(numbers[j])) {
        throw place.fault(
            MISSING.contains(lower(record.get(j)))
                ? "the value of column %d is missing"
                : "column %d holds no decimal number",
            j + 1);
      }
    }
    return numbers;
  }

  private boolean equalNumbers(CsvTable other) {
    if (rows.size() != other.rows.size()) {
      return false;
    }
    for (int i = 0; i < rows.size(); i++) {
      if (!Arrays.equals(rows.get(i), other.rows.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Where a record is. */
  private record Place(String file, long line) {
    IOException fault(String words, Object... values) {
      return new IOException(
          String.format(Locale.ROOT, "%s, line %d: ", file, line)
              + String.format(Locale.ROOT, words, values));
    }
  }
}
