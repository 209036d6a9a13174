package io.trebuchet.storage;

import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.RowCounts;
import java.util.Locale;

/**
 * A row that a server refused on its own.
 *
 * @param line as it was sent, without its end
 * @param counts which measurement it is of
 * @param why the server's words
 */
public record RefusedRow(String line, RowCounts counts, String why) {
  /** The only row of a batch. */
  public static RefusedRow of(Batch row, String why) {
    return new RefusedRow(row.text().stripTrailing(), row.rows(), why);
  }

  /** Which row it is, and the server's words. */
  public String shown() {
    return String.format(Locale.ROOT, "%s (%s)", name(), why);
  }

  private String name() {
    if (counts.steps() == 0) {
      return counts.events() > 0 ? "an event of " + Schema.TRIAL : "a sample of " + Schema.ENGINE;
    }
    MetricBlock row = StepLine.read(line);
    return String.format(Locale.ROOT, "%s, step %d", row.series().trial(), row.step(0));
  }
}
