package io.trebuchet.storage;

import io.questdb.cairo.sql.Record;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Series;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads one sweep from an embedded QuestDB, in this process and with exact doubles. */
public final class QuestDbSteps implements StoredSteps {
  private static final int BLOCK_ROWS = 1000;
  private static final int METRICS_FROM = 5;

  /** The first metrics tell whether a row is finite. */
  private static final int FINITE_BY = 3;

  private final EmbeddedQuestDb database;
  private final String sweep;
  private final boolean owner;
  private final boolean complete;
  private volatile @Nullable Map<String, Span> spans;

  private QuestDbSteps(EmbeddedQuestDb database, String sweep, boolean owner, boolean complete) {
    this.database = database;
    this.sweep = sweep;
    this.owner = owner;
    this.complete = complete;
  }

  /** A reader of a database that is open already; closing the reader leaves it open. */
  public static QuestDbSteps of(EmbeddedQuestDb database, String sweep) {
    return new QuestDbSteps(database, sweep, false, false);
  }

  /** The same for a sweep of which nothing is written any more, which is read faster. */
  public static QuestDbSteps complete(EmbeddedQuestDb database, String sweep) {
    return new QuestDbSteps(database, sweep, false, true);
  }

  /**
   * A reader that opens a database directory for itself.
   *
   * @throws StoreException if the database is in use
   */
  public static QuestDbSteps open(Path directory, String sweep) throws StoreException {
    return new QuestDbSteps(EmbeddedQuestDb.open(directory), sweep, true, true);
  }

  @Override
  public Map<String, Long> stepsByTrial() throws StoreException {
    Map<String, Long> counts = new LinkedHashMap<>();
    database.query(
        "SELECT trial, count() FROM step WHERE sweep = %s ORDER BY trial"
            .formatted(QuestDbTables.literal(sweep)),
        row -> counts.put(String.valueOf(row.getSymA(0)), row.getLong(1)));
    return counts;
  }

  @Override
  public long events() throws StoreException {
    long[] count = {0};
    database.query(
        "SELECT count() FROM trial WHERE sweep = %s".formatted(QuestDbTables.literal(sweep)),
        row -> count[0] = row.getLong(0));
    return count[0];
  }

  @Override
  public void read(String trial, Consumer<MetricBlock> reader) throws StoreException {
    read(trial, Metric.all(), "", reader);
  }

  @Override
  public void read(
      String trial, List<Metric> metrics, long from, long to, Consumer<MetricBlock> reader)
      throws StoreException {
    Set<Metric> wanted = new HashSet<>(metrics);
    wanted.addAll(Metric.always().subList(0, FINITE_BY));
    String steps = " AND step BETWEEN %d AND %d".formatted(from, to);
    Span span = complete ? spans().get(trial) : null;
    read(
        trial,
        Metric.all().stream().filter(wanted::contains).toList(),
        span == null ? steps : steps + span.condition(),
        reader);
  }

  private void read(
      String trial, List<Metric> metrics, String condition, Consumer<MetricBlock> reader)
      throws StoreException {
    Set<Metric> there = new HashSet<>(stored());
    List<Metric> columns = metrics.stream().filter(there::contains).toList();
    Blocks blocks = new Blocks(trial, columns, reader);
    database.query(
        "SELECT timestamp, step, name, seed, c, %s FROM step WHERE sweep = %s AND trial = %s%s"
            .formatted(
                columns.stream().map(Metric::column).collect(Collectors.joining(", ")),
                QuestDbTables.literal(sweep),
                QuestDbTables.literal(trial),
                condition),
        blocks::add);
    blocks.flush();
  }

  /** Where the rows of a trial lie in time, in nanoseconds. */
  private record Span(long first, long last) {
    String condition() {
      return " AND timestamp BETWEEN %d AND %d".formatted(first, last);
    }
  }

  /** So that a trial is found without a look at the rows of all others. */
  private Map<String, Span> spans() throws StoreException {
    Map<String, Span> known = spans;
    if (known == null) {
      Map<String, Span> found = new HashMap<>();
      database.query(
          "SELECT trial, min(timestamp), max(timestamp) FROM step WHERE sweep = %s"
              .formatted(QuestDbTables.literal(sweep)),
          row ->
              found.put(
                  String.valueOf(row.getSymA(0)),
                  new Span(row.getTimestamp(1), row.getTimestamp(2))));
      known = found;
      spans = known;
    }
    return known;
  }

  /** The metrics that have a column: observables get theirs with the first value. */
  private List<Metric> stored() throws StoreException {
    Set<String> columns = new HashSet<>();
    database.query(
        "SELECT \"column\" FROM table_columns('step')",
        row -> columns.add(String.valueOf(row.getStrA(0))));
    return Metric.all().stream().filter(metric -> columns.contains(metric.column())).toList();
  }

  @Override
  public void close() throws StoreException {
    if (owner) {
      database.close();
    }
  }

  /** Gathers rows, which come in the order of their timestamps, into blocks. */
  private final class Blocks {
    private final String trial;
    private final List<Metric> metrics;
    private final Consumer<MetricBlock> reader;
    private MetricBlock.@Nullable Builder builder;

    Blocks(String trial, List<Metric> metrics, Consumer<MetricBlock> reader) {
      this.trial = trial;
      this.metrics = metrics;
      this.reader = reader;
    }

    void add(Record row) {
      MetricBlock.Builder rows = builder;
      if (rows == null) {
        Series series =
            new Series(
                sweep, String.valueOf(row.getSymA(2)), trial, row.getLong(3), row.getDouble(4));
        rows = MetricBlock.Builder.create(series, BLOCK_ROWS, metrics);
        builder = rows;
      }
      rows.row(row.getLong(1), row.getTimestamp(0));
      int column = METRICS_FROM;
      for (Metric metric : metrics) {
        rows.set(metric, row.getDouble(column++));
      }
      if (rows.full()) {
        reader.accept(rows.build());
      }
    }

    void flush() {
      if (builder != null && builder.size() > 0) {
        reader.accept(builder.build());
      }
    }
  }
}
