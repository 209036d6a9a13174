package io.trebuchet.storage;

import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads one sweep from a QuestDB, whichever way its answers come. */
abstract sealed class QuestDbReading implements StoredSteps permits QuestDbSteps, QuestDbHttpSteps {
  final String sweep;
  private final boolean complete;

  /** Of a sweep that is complete, a trial is read by its interval, which is faster. */
  QuestDbReading(String sweep, boolean complete) {
    this.sweep = sweep;
    this.complete = complete;
  }

  /** The only number that a query answers. */
  abstract long count(String query) throws StoreException;

  /** The metrics that the table has a column for. */
  abstract List<Metric> stored() throws StoreException;

  /** When a trial ran, as a condition; null if it has no rows. */
  abstract @Nullable String interval(String trial) throws StoreException;

  /** Hands the rows that a query answers to {@code rows}. */
  abstract void query(String sql, String trial, int metrics, StepRows rows) throws StoreException;

  @Override
  public final long samples() throws StoreException {
    return count(QuestDbQueries.count(Schema.ENGINE, sweep));
  }

  @Override
  public final void read(String trial, Consumer<MetricBlock> reader) throws StoreException {
    List<Metric> columns = stored();
    read(trial, columns, List.of(), "", StepRows.create(columns, reader));
  }

  @Override
  public final void audit(String trial, Consumer<MetricBlock> reader, Consumer<String> flaws)
      throws StoreException {
    List<Metric> columns = stored();
    StepRows rows = StepRows.audited(columns, reader, flaws);
    read(trial, columns, QuestDbQueries.AUDITED, "", rows);
  }

  @Override
  public final void read(
      String trial, List<Metric> metrics, long from, long to, Consumer<MetricBlock> reader)
      throws StoreException {
    List<Metric> columns = QuestDbQueries.chosen(metrics, stored());
    StepRows rows = StepRows.create(columns, reader);
    read(trial, columns, List.of(), QuestDbQueries.steps(from, to), rows);
  }

  private void read(
      String trial, List<Metric> metrics, List<String> more, String condition, StepRows rows)
      throws StoreException {
    String interval = complete ? interval(trial) : QuestDbQueries.ALWAYS;
    if (interval == null) {
      return;
    }
    String sql = QuestDbQueries.steps(sweep, trial, metrics, more, interval) + condition;
    query(sql, trial, metrics.size(), rows);
    rows.flush();
  }
}
