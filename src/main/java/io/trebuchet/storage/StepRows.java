package io.trebuchet.storage;

import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Series;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the rows of one trial, which come in order, into blocks of bounded size; the series is
 * taken from the first of them.
 */
final class StepRows {
  /** Where the metrics begin in the rows that are asked for. */
  static final int METRICS_FROM = 5;

  private static final int BLOCK_ROWS = 1000;

  private final List<Metric> metrics;
  private final Consumer<MetricBlock> reader;
  private MetricBlock.@Nullable Builder rows;

  private StepRows(List<Metric> metrics, Consumer<MetricBlock> reader) {
    this.metrics = metrics;
    this.reader = reader;
  }

  /** Gathers rows with the given metrics. */
  static StepRows create(List<Metric> metrics, Consumer<MetricBlock> reader) {
    return new StepRows(metrics, reader);
  }

  /** The value of a metric in the row at hand, by its position among the metrics. */
  interface Values {
    double value(int metric);
  }

  void add(Supplier<Series> series, long step, long timestamp, Values values) {
    MetricBlock.Builder gathered = rows;
    if (gathered == null) {
      gathered = MetricBlock.Builder.create(series.get(), BLOCK_ROWS, metrics);
      rows = gathered;
    } else if (gathered.full()) {
      reader.accept(gathered.build());
    }
    gathered.row(step, timestamp);
    for (int i = 0; i < metrics.size(); i++) {
      gathered.set(metrics.get(i), values.value(i));
    }
  }

  /**
   * The same of a row of texts: timestamp, step, name, seed, c, then the metrics.
   *
   * @param sweep the run id
   */
  void add(String sweep, String trial, List<String> row) {
    add(
        () ->
            new Series(
                sweep, row.get(2), trial, Long.parseLong(row.get(3)), Csv.number(row.get(4))),
        Long.parseLong(row.get(1)),
        Long.parseLong(row.getFirst()),
        metric -> Csv.number(row.get(METRICS_FROM + metric)));
  }

  /** Hands over the rest. */
  void flush() {
    if (rows != null && rows.size() > 0) {
      reader.accept(rows.build());
    }
  }
}
