package io.trebuchet.storage;

import io.trebuchet.metrics.Metric;
import java.util.List;

/** How many bytes a row takes in the table of a QuestDB, without what its log takes meanwhile. */
public final class RowSize {
  /** The time of the row and its tags. */
  private static final int KEYS = Long.BYTES + 2 * Integer.BYTES;

  private static final int TEXT = 16;

  private RowSize() {}

  /** Of a step with these observables besides what every step has. */
  public static int ofStep(List<Metric> observables) {
    return KEYS
        + Schema.stepAlways().stream().mapToInt(field -> bytes(field.type())).sum()
        + Double.BYTES * observables.size();
  }

  private static int bytes(Schema.Type type) {
    return switch (type) {
      case LABEL -> Integer.BYTES;
      case INTEGER -> Long.BYTES;
      case NUMBER -> Double.BYTES;
      case BOOLEAN -> 1;
      case STRING -> TEXT;
    };
  }
}
