package io.trebuchet.storage;

import io.trebuchet.metrics.RowCounts;

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
}
