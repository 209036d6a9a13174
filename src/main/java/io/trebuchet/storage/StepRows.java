package io.trebuchet.storage;

import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Series;
import java.util.List;
import java.util.function.Consumer;

/** Gathers the rows of one trial, which come in order, into blocks of bounded size. */
final class StepRows {
  private static final int BLOCK_ROWS = 1000;

  private final List<Metric> metrics;
  private final MetricBlock.Builder rows;
  private final Consumer<MetricBlock> reader;

  private StepRows(Series series, List<Metric> metrics, Consumer<MetricBlock> reader) {
    this.metrics = metrics;
    this.rows = MetricBlock.Builder.create(series, BLOCK_ROWS, metrics);
    this.reader = reader;
  }

  /** Gathers rows with the given metrics. */
  static StepRows create(Series series, List<Metric> metrics, Consumer<MetricBlock> reader) {
    return new StepRows(series, metrics, reader);
  }

  /** The value of a metric in the row at hand, by its position among the metrics. */
  interface Values {
    double value(int metric);
  }

  void add(long step, long timestamp, Values values) {
    if (rows.full()) {
      reader.accept(rows.build());
    }
    rows.row(step, timestamp);
    for (int i = 0; i < metrics.size(); i++) {
      rows.set(metrics.get(i), values.value(i));
    }
  }

  /** Hands over the rest. */
  void flush() {
    if (rows.size() > 0) {
      reader.accept(rows.build());
    }
  }
}
