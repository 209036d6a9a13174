package io.trebuchet.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The comment before the first line, in which numpy.savetxt puts the names of columns. */
final class CsvComment {
  /** Whatever separates the numbers: what is given to savetxt as header is written as it is. */
  private static final List<Pattern> BETWEEN =
      List.of(
          Pattern.compile("\t"), Pattern.compile(";"), Pattern.compile(","), Pattern.compile(" +"));

  private static final Pattern AROUND = Pattern.compile("^[#\\s]+|\\s+$");
  private static final Pattern QUOTES = Pattern.compile("^\"|\"$");

  private CsvComment() {}

  /**
   * The names in its last line, lower case; none if there are not as many as columns.
   *
   * @param comment without the first mark
   */
  static List<String> names(String comment, int columns) {
    String line = AROUND.matcher(comment.substring(comment.lastIndexOf('\n') + 1)).replaceAll("");
    for (Pattern between : BETWEEN) {
      List<String> names =
          Arrays.stream(between.split(line, -1))
              .map(name -> QUOTES.matcher(name.strip()).replaceAll("").toLowerCase(Locale.ROOT))
              .toList();
      if (names.size() == columns && names.stream().allMatch(CsvComment::isName)) {
        return names;
      }
    }
    return List.of();
  }

  private static boolean isName(String cell) {
    return !CsvHeader.isMissing(cell) && Double.isNaN(CsvDialect.numberOfAny(cell));
  }
}
