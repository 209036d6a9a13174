package io.trebuchet.storage;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.RowCounts;
import java.util.List;

/** Emissions encoded for one store, a row a line; a retry sends the same text again. */
public record Batch(String text, RowCounts rows) {
  /** The text that these emissions became, with their rows counted. */
  public static Batch of(String text, List<Emission> emissions) {
    RowCounts rows = RowCounts.NONE;
    for (Emission emission : emissions) {
      rows = rows.plus(RowCounts.of(emission));
    }
    return new Batch(text, rows);
  }

  /**
   * Its first and its second half, by rows.
   *
   * @throws IllegalStateException if it has no two rows
   */
  public List<Batch> halves() {
    long first = rows.total() / 2;
    int at = 0;
    for (long row = 0; row < first; row++) {
      at = text.indexOf('\n', at) + 1;
    }
    if (at <= 0 || at >= text.length()) {
      throw new IllegalStateException("a batch of " + rows.total() + " rows cannot be halved");
    }
    Batch half = ofLines(text.substring(0, at));
    return List.of(half, new Batch(text.substring(at), rows.minus(half.rows())));
  }

  private static Batch ofLines(String text) {
    RowCounts rows = RowCounts.NONE;
    for (int at = 0; at < text.length(); at = text.indexOf('\n', at) + 1) {
      rows = rows.plus(Schema.rowOf(text, at));
    }
    return new Batch(text, rows);
  }
}
