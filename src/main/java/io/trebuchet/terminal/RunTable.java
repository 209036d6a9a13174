package io.trebuchet.terminal;

import io.trebuchet.terminal.TextTable.Column;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jline.utils.AttributedString;

/** The table of {@code ls}. */
public final class RunTable {
  private RunTable() {}

  /**
   * A run directory.
   *
   * @param directory as the user would type it
   * @param trials how many the sweep has
   * @param outcomes how many trials ended in each phase or outcome
   * @param store the word of {@code --store}
   */
  public record Run(
      String directory,
      String name,
      Instant started,
      int trials,
      Map<String, Integer> outcomes,
      String store) {}

  /** Lines of at most {@code width} columns, times as in the zone. */
  public static List<AttributedString> lines(
      List<Run> runs, int width, ZoneId zone, Capability capability) {
    DateTimeFormatter time =
        DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(zone);
    TextTable table =
        TextTable.create(
            List.of(
                Column.left("directory", 6),
                Column.left("name", 2),
                Column.left("started", 3),
                Column.right("trials", 4),
                Column.left("outcomes", 5),
                Column.left("store", 1)));
    for (Run run : runs) {
      table.add(
          List.of(
              text(run.directory()),
              text(run.name()),
              text(time.format(run.started())),
              text(Integer.toString(run.trials())),
              text(outcomes(run)),
              text(run.store())));
    }
    return table.fit(width, capability).lines();
  }

  private static String outcomes(Run run) {
    return run.outcomes().entrySet().stream()
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .collect(Collectors.joining(", "));
  }

  private static AttributedString text(String text) {
    return new AttributedString(Compact.oneLine(text));
  }
}
