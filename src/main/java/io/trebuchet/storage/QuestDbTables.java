package io.trebuchet.storage;

import java.util.List;
import java.util.stream.Collectors;

/** Our tables in QuestDB, created before the first write would create them with other types. */
final class QuestDbTables {
  private QuestDbTables() {}

  /** Statements that create the tables unless they exist. */
  static List<String> creation() {
    return List.of(create(Schema.STEP, Schema.stepAlways()), create(Schema.TRIAL, Schema.trial()));
  }

  private static String create(String table, List<Schema.Field> fields) {
    // The keys make a batch that is sent twice stay stored once.
    return """
    CREATE TABLE IF NOT EXISTS %s (timestamp TIMESTAMP_NS, sweep SYMBOL, trial SYMBOL, %s)
    TIMESTAMP(timestamp) PARTITION BY DAY WAL DEDUP UPSERT KEYS(timestamp, sweep, trial)\
    """
        .formatted(
            table,
            fields.stream()
                .map(field -> field.name() + " " + field.type().sql())
                .collect(Collectors.joining(", ")));
  }

  /** A text as an SQL literal. */
  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
