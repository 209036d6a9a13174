package io.trebuchet.storage;

import io.questdb.cairo.sql.Record;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Series;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads one sweep from an embedded QuestDB, in this process and with exact doubles. */
public final class QuestDbSteps implements StoredSteps {
  private final EmbeddedQuestDb database;
  private final String sweep;
  private final boolean owner;
  private final Map<String, Interval> intervals = new HashMap<>();

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
  public Map<String, LastStored> last() throws StoreException {
    database.awaitApplied();
    Map<String, LastStored> last = new TreeMap<>();
    database.query(
        QuestDbQueries.last(sweep),
        row ->
            last.put(
                String.valueOf(row.getSymA(0)),
                new LastStored(row.getLong(1), row.getLong(2), row.getLong(3))));
    return last;
  }

  @Override
  public long events() throws StoreException {
    return count(QuestDbQueries.count(Schema.TRIAL, sweep));
  }

  @Override
  public long samples() throws StoreException {
    return count(QuestDbQueries.count(Schema.ENGINE, sweep));
  }

  private long count(String query) throws StoreException {
    long[] count = {0};
    database.query(query, row -> count[0] = row.getLong(0));
    return count[0];
  }

  @Override
  public void read(String trial, Consumer<MetricBlock> reader) throws StoreException {
    String interval = interval(trial);
    if (interval == null) {
      return;
    }
    List<Metric> metrics = stored();
    Cursor cursor = new Cursor(trial, metrics, reader);
    database.query(QuestDbQueries.steps(sweep, trial, metrics, interval), cursor::add);
    cursor.flush();
  }

  /** When a trial ran, as a condition; null if it has no rows. */
  private @Nullable String interval(String trial) throws StoreException {
    Interval interval = intervals.get(trial);
    if (interval == null) {
      database.query(
          QuestDbQueries.intervals(sweep),
          row ->
              intervals.put(
                  String.valueOf(row.getSymA(0)), new Interval(row.getLong(1), row.getLong(2))));
      interval = intervals.get(trial);
    }
    return interval == null ? null : QuestDbQueries.between(interval.first(), interval.last());
  }

  private List<Metric> stored() throws StoreException {
    Set<String> columns = new HashSet<>();
    database.query(QuestDbQueries.COLUMNS, row -> columns.add(String.valueOf(row.getStrA(0))));
    return QuestDbQueries.stored(columns);
  }

  @Override
  public void close() throws StoreException {
    if (owner) {
      database.close();
    }
  }

  private record Interval(long first, long last) {}

  /** Takes the rows of a query, the series from the first of them. */
  private final class Cursor {
    private final String trial;
    private final List<Metric> metrics;
    private final Consumer<MetricBlock> reader;
    private @Nullable StepRows rows;

    Cursor(String trial, List<Metric> metrics, Consumer<MetricBlock> reader) {
      this.trial = trial;
      this.metrics = metrics;
      this.reader = reader;
    }

    void add(Record row) {
      StepRows gathered = rows;
      if (gathered == null) {
        Series series =
            new Series(
                sweep, String.valueOf(row.getSymA(2)), trial, row.getLong(3), row.getDouble(4));
        gathered = StepRows.create(series, metrics, reader);
        rows = gathered;
      }
      gathered.add(
          row.getLong(1),
          row.getLong(0),
          metric -> row.getDouble(QuestDbQueries.METRICS_FROM + metric));
    }

    void flush() {
      if (rows != null) {
        rows.flush();
      }
    }
  }
}
