package io.trebuchet.storage;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.TrialEvent;
import java.util.List;

/**
 * Emissions encoded for one store; a retry sends the same text again.
 *
 * @param stepRows rows of the measurement {@code step}
 * @param eventRows rows of the measurement {@code trial}
 */
public record Batch(String text, long stepRows, long eventRows) {
  /** The text that these emissions became, with their rows counted. */
  public static Batch of(String text, List<Emission> emissions) {
    long stepRows = 0;
    long eventRows = 0;
    for (Emission emission : emissions) {
      switch (emission) {
        case MetricBlock block -> stepRows += block.rows();
        case TrialEvent event -> eventRows += event.rows();
      }
    }
    return new Batch(text, stepRows, eventRows);
  }
}
