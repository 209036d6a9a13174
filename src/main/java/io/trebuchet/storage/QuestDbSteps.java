package io.trebuchet.storage;

import io.questdb.cairo.sql.Record;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.Series;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Reads one sweep from an embedded QuestDB, in this process and with exact doubles. */
public final class QuestDbSteps extends QuestDbReading {
  private final EmbeddedQuestDb database;
  private final boolean owner;
  private final Map<String, Interval> intervals = new ConcurrentHashMap<>();

  private QuestDbSteps(EmbeddedQuestDb database, String sweep, boolean owner, boolean complete) {
    super(sweep, complete);
    this.database = database;
    this.owner = owner;
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
  public static QuestDbSteps open(DatabaseFolder folder, String sweep) throws StoreException {
    return new QuestDbSteps(EmbeddedQuestDb.open(folder), sweep, true, true);
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
  public KeptEvents events() throws StoreException {
    KeptEvents.Builder events = new KeptEvents.Builder();
    database.query(
        QuestDbQueries.events(sweep),
        row ->
            events.add(
                String.valueOf(row.getSymA(0)),
                String.valueOf(row.getVarcharA(1)),
                row.getLong(2)));
    return events.build();
  }

  @Override
  long count(String query) throws StoreException {
    long[] count = {0};
    database.query(query, row -> count[0] = row.getLong(0));
    return count[0];
  }

  @Override
  void query(String sql, String trial, int metrics, StepRows rows) throws StoreException {
    database.query(sql, row -> rows.add(new Columns(sweep, trial, row, metrics)));
  }

  /** A row of the engine, which is reused. */
  private record Columns(String sweep, String trial, Record row, int metrics)
      implements StepRows.Row {
    @Override
    public long timestamp() {
      return row.getLong(0);
    }

    @Override
    public long step() {
      return row.getLong(1);
    }

    @Override
    public Series series() {
      return new Series(
          sweep, String.valueOf(row.getSymA(2)), trial, row.getLong(3), row.getDouble(4));
    }

    @Override
    public double value(int metric) {
      return row.getDouble(StepRows.METRICS_FROM + metric);
    }

    @Override
    public boolean finite() {
      return row.getBool(StepRows.METRICS_FROM + metrics);
    }

    @Override
    public double log10Loss() {
      return row.getDouble(StepRows.METRICS_FROM + metrics + 1);
    }
  }

  @Override
  @Nullable String interval(String trial) throws StoreException {
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

  @Override
  List<Metric> stored() throws StoreException {
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
}
