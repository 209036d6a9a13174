package io.trebuchet.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table of finite numbers in text, as people have it: quoted or not, with {@code #} comments,
 * with or without a header, in one of the known dialects.
 *
 * @param file where it was read
 * @param names of the columns, lower case; none if there is no header
 * @param commented what a comment before the first point calls the columns, lower case; none if it
 *     is no such comment
 * @param rows of one length, at least 2
 * @param dialect that it is written in
 */
record CsvTable(
    String file,
    List<String> names,
    List<String> commented,
    List<double[]> rows,
    CsvDialect dialect) {
  /** The line by which Excel is told the separator. */
  private static final Pattern TOLD = Pattern.compile("\"?sep=(.)\"?(?=[\r\n]|$)");

  private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"");

  /** Copies the names; the rows are shared. */
  CsvTable {
    names = List.copyOf(names);
    commented = List.copyOf(commented);
  }

  /**
   * Reads a table.
   *
   * @throws IOException naming the file, and line and column of what does not belong there
   */
  static CsvTable read(String file, byte[] bytes, CsvForm form) throws IOException {
    String text;
    try {
      text = InputText.of(bytes);
    } catch (IOException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
    List<CsvDialect> dialects = new ArrayList<>(form.dialects());
    Matcher told = TOLD.matcher(text);
    if (told.lookingAt()) {
      char separator = told.group(1).charAt(0);
      dialects.removeIf(dialect -> dialect.separator() != separator);
      text = "#" + text;
    }
    if (text.indexOf('\t') >= 0 && dialects.stream().anyMatch(CsvDialect::hasTabs)) {
      // Spaces beside tabs are none between cells.
      dialects.removeIf(dialect -> dialect.separator() == ' ');
    }
    return read(file, text, form, dialects);
  }

  private static CsvTable read(String file, String text, CsvForm form, List<CsvDialect> dialects)
      throws IOException {
    char likely = likelySeparator(text);
    CsvFault farthest = null;
    boolean farthestIsLikely = false;
    for (CsvDialect dialect : dialects) {
      try {
        // No numbers are read in two dialects unless they are the same: see CsvDialect.
        return CsvRows.read(file, text, dialect, form);
      } catch (CsvFault fault) {
        boolean isLikely = dialect.separator() == likely;
        if (farthest == null
            || (isLikely != farthestIsLikely ? isLikely : fault.isFartherThan(farthest))) {
          farthest = fault;
          farthestIsLikely = isLikely;
        }
      }
    }
    throw farthest != null
        ? farthest
        : new IOException(file + ", line 1: names a separator that data.separator does not allow");
  }

  /** The one whose faults are told: what the first line has of those that are nothing else. */
  private static char likelySeparator(String text) {
    String line =
        text.lines().filter(l -> !l.isBlank() && !l.startsWith("#")).findFirst().orElse("");
    String plain = QUOTED.matcher(line).replaceAll("");
    return plain.indexOf('\t') >= 0
        ? '\t'
        : plain.indexOf(';') >= 0 ? ';' : plain.indexOf(',') >= 0 ? ',' : ' ';
  }

  int columns() {
    return rows.getFirst().length;
  }

  /** What was found out that nobody said. */
  List<String> remarks(CsvForm form) {
    List<String> remarks = new ArrayList<>();
    if (form.detects() && !dialect.isUsual()) {
      remarks.add(
          String.format(
              Locale.ROOT,
              "%s: read as %d columns with %s; data.separator and data.decimal say otherwise",
              file,
              columns(),
              dialect));
    }
    if (!commented.isEmpty() && form.header() != CsvForm.Header.NO) {
      remarks.add(
          file
              + ": the comment before the first point may name the columns, but is no header: take"
              + " the # away if it is one, or set data.header = no");
    }
    return remarks;
  }
}
