package io.trebuchet.storage;

import io.trebuchet.metrics.MetricBlock;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Removes rows of steps that stand in a store once more, with the same values. */
public final class Twins {
  private Twins() {}

  /** Rows of one trial from one time to another, both included, all of which stand elsewhere. */
  private record Range(String trial, long from, long to, long rows) {}

  /**
   * Has a server delete them.
   *
   * @return how many there were
   * @throws StoreException if it does not do so
   */
  public static long removeFrom(InfluxSettings settings, String sweep) throws StoreException {
    try (HttpCalls calls = HttpCalls.to(settings)) {
      ServerKind kind = ServerKind.ask(calls);
      if (kind == ServerKind.QUESTDB) {
        throw new StoreException(
            "a QuestDB that others may write to cannot have rows removed: a step counts once all"
                + " the same",
            null);
      }
      long rows = 0;
      for (Range range : ranges(new InfluxSteps(calls, settings.bucket(), sweep))) {
        if (kind == ServerKind.INFLUXDB_1) {
          InfluxQl.execute(calls, settings.bucket(), statement(sweep, range));
        } else {
          deleteByVersionTwo(calls, settings, sweep, range);
        }
        rows += range.rows();
      }
      return rows;
    }
  }

  private static String statement(String sweep, Range range) {
    return String.format(
        Locale.ROOT,
        "DELETE FROM step WHERE sweep = %s AND trial = %s AND time >= %d AND time <= %d",
        InfluxQl.literal(sweep),
        InfluxQl.literal(range.trial()),
        range.from(),
        range.to());
  }

  private static void deleteByVersionTwo(
      HttpCalls calls, InfluxSettings settings, String sweep, Range range) throws StoreException {
    String predicate =
        String.format(
            Locale.ROOT,
            "_measurement=\"step\" AND sweep=\"%s\" AND trial=\"%s\"",
            sweep,
            range.trial());
    String body;
    try {
      body =
          Json.line(
              Map.of(
                  "start", Instant.ofEpochSecond(0, range.from()).toString(),
                  "stop", Instant.ofEpochSecond(0, range.to()).toString(),
                  "predicate", predicate));
    } catch (java.io.IOException e) {
      throw new StoreException("a deletion cannot be written down", e);
    }
    String path =
        HttpCalls.path(
            "/api/v2/delete", Map.of("org", settings.org(), "bucket", settings.bucket()));
    HttpResponse<String> answer =
        calls.post(
            path,
            body.getBytes(StandardCharsets.UTF_8),
            Map.of("Content-Type", "application/json"));
    if (answer.statusCode() != Refusal.STORED) {
      throw calls.refused(path, answer.statusCode(), answer.body());
    }
  }

  private static List<Range> ranges(StoredSteps steps) throws StoreException {
    List<Range> ranges = new ArrayList<>();
    for (String trial : new TreeMap<>(steps.stepsByTrial()).keySet()) {
      Scan scan = new Scan(trial, ranges);
      steps.audit(trial, scan::take, flaw -> {});
      scan.endRange();
    }
    return ranges;
  }

  /** Goes through a trial row by row. */
  private static final class Scan implements SingleSteps.Oddities {
    private final String trial;
    private final List<Range> ranges;
    private final SingleSteps once;
    private long from;
    private long to;
    private long rows;

    Scan(String trial, List<Range> ranges) {
      this.trial = trial;
      this.ranges = ranges;
      this.once = SingleSteps.of(kept -> endRange(), this);
    }

    void take(MetricBlock block) {
      for (int row = 0; row < block.rows(); row++) {
        once.take(block.part(row, row + 1));
      }
    }

    @Override
    public void twice(long step, long timestamp) {
      from = rows == 0 ? timestamp : from;
      to = timestamp;
      rows++;
    }

    /** Nobody can tell which of the two is right. */
    @Override
    public void otherwise(long step) {}

    @Override
    public void late(long step, long after) {}

    void endRange() {
      if (rows > 0) {
        ranges.add(new Range(trial, from, to, rows));
        rows = 0;
      }
    }
  }

  /**
   * Writes the table of an embedded database anew without them; it knows no deletion.
   *
   * @return how many there were
   */
  public static long removeFrom(EmbeddedQuestDb database, String sweep) throws StoreException {
    database.awaitApplied();
    List<Range> ranges = ranges(QuestDbSteps.of(database, sweep));
    if (ranges.isEmpty()) {
      return 0;
    }
    String trials =
        String.join(
            ", ",
            ranges.stream().map(range -> QuestDbTables.literal(range.trial())).distinct().toList());
    String concerned =
        String.format(
            Locale.ROOT, "sweep = %s AND trial IN (%s)", QuestDbTables.literal(sweep), trials);
    String columns = columns(database);
    execute(database, "DROP TABLE IF EXISTS step_once");
    execute(database, "CREATE TABLE step_once (LIKE step)");
    execute(database, "ALTER TABLE step_once DEDUP ENABLE UPSERT KEYS(timestamp, sweep, trial)");
    execute(
        database,
        String.format(
            Locale.ROOT,
            "INSERT INTO step_once SELECT %s FROM step WHERE NOT (%s)",
            columns,
            concerned));
    execute(
        database,
        String.format(
            Locale.ROOT,
            "INSERT INTO step_once SELECT %s FROM (SELECT *, row_number() OVER (PARTITION BY trial,"
                + " step ORDER BY timestamp) nth FROM step WHERE %s) WHERE nth = 1 ORDER BY"
                + " timestamp",
            columns,
            concerned));
    long rows = ranges.stream().mapToLong(Range::rows).sum();
    long expected = count(database, "step") - rows;
    if (count(database, "step_once") != expected) {
      execute(database, "DROP TABLE step_once");
      throw new StoreException(
          "the table without rows that stand twice does not come out as it should: it was left as"
              + " it is",
          null);
    }
    execute(database, "RENAME TABLE step TO step_twice");
    execute(database, "RENAME TABLE step_once TO step");
    execute(database, "DROP TABLE step_twice");
    return rows;
  }

  private static void execute(EmbeddedQuestDb database, String statement) throws StoreException {
    database.execute(statement);
    database.awaitApplied();
  }

  private static String columns(EmbeddedQuestDb database) throws StoreException {
    List<String> columns = new ArrayList<>();
    database.query(QuestDbQueries.COLUMNS, row -> columns.add(String.valueOf(row.getStrA(0))));
    return String.join(", ", columns);
  }

  private static long count(EmbeddedQuestDb database, String table) throws StoreException {
    long[] count = {0};
    database.query("SELECT count() FROM " + table, row -> count[0] = row.getLong(0));
    return count[0];
  }
}
