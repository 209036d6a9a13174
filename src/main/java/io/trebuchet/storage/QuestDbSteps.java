package io.trebuchet.storage;

import io.questdb.cairo.sql.Record;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Series;
import java.nio.file.Path;
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

  private final EmbeddedQuestDb database;
  private final String sweep;
  private final boolean owner;

  private QuestDbSteps(EmbeddedQuestDb database, String sweep, boolean owner) {
    this.database = database;
    this.sweep = sweep;
    this.owner = owner;
  }

  /** A reader of a database that is open already; closing the reader leaves it open. */
  public static QuestDbSteps of(EmbeddedQuestDb database, String sweep) {
    return new QuestDbSteps(database, sweep, false);
  }

  /**
   * A reader that opens a database directory for itself.
   *
   * @throws StoreException if the database is in use
   */
  public static QuestDbSteps open(Path directory, String sweep) throws StoreException {
    return new QuestDbSteps(EmbeddedQuestDb.open(directory), sweep, true);
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
  public Map<String, LastStored> last() throws StoreException {
    Map<String, LastStored> last = new LinkedHashMap<>();
    database.query(
        "SELECT trial, max(step), max(timestamp), count() FROM step WHERE sweep = %s"
            .formatted(QuestDbTables.literal(sweep)),
        row ->
            last.put(
                String.valueOf(row.getSymA(0)),
                new LastStored(row.getLong(1), row.getTimestamp(2), row.getLong(3))));
    return last;
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
    List<Metric> metrics = stored();
    Blocks blocks = new Blocks(trial, metrics, reader);
    database.query(
        "SELECT timestamp, step, name, seed, c, %s FROM step WHERE sweep = %s AND trial = %s"
            .formatted(
                metrics.stream().map(Metric::column).collect(Collectors.joining(", ")),
                QuestDbTables.literal(sweep),
                QuestDbTables.literal(trial)),
        blocks::add);
    blocks.flush();
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
