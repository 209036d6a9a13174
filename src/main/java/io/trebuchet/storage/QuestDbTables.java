package io.trebuchet.storage;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Our tables in QuestDB, created before the first write would create them with other types. */
final class QuestDbTables {
  private QuestDbTables() {}

  /** Statements that create the tables unless they exist. */
  static List<String> creation() {
    return List.of(
        create(Schema.STEP, List.of("sweep", "trial"), Schema.stepAlways()),
        create(Schema.TRIAL, List.of("sweep", "trial"), Schema.trial()),
        create(Schema.ENGINE, List.of("sweep"), Schema.engine()),
        create(Schema.RUN, List.of("sweep"), Schema.run()));
  }

  private static String create(String table, List<String> tags, List<Schema.Field> fields) {
    // The keys make a batch that is sent twice stay stored once.
    return String.format(
        Locale.ROOT,
        """
        CREATE TABLE IF NOT EXISTS %s (timestamp TIMESTAMP_NS, %s, %s)
        TIMESTAMP(timestamp) PARTITION BY DAY WAL DEDUP UPSERT KEYS(timestamp, %s)\
        """,
        table,
        tags.stream().map(tag -> tag + " SYMBOL").collect(Collectors.joining(", ")),
        fields.stream()
            .map(field -> field.name() + " " + field.type().sql())
            .collect(Collectors.joining(", ")),
        String.join(", ", tags));
  }

  /** A text as an SQL literal. */
  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
