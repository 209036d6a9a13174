package io.trebuchet.storage;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.RowCounts;
import java.util.List;

/** Emissions encoded for one store; a retry sends the same text again. */
public record Batch(String text, RowCounts rows) {
  /** The text that these emissions became, with their rows counted. */
  public static Batch of(String text, List<Emission> emissions) {
    RowCounts rows = RowCounts.NONE;
    for (Emission emission : emissions) {
      rows = rows.plus(RowCounts.of(emission));
    }
    return new Batch(text, rows);
  }
}
