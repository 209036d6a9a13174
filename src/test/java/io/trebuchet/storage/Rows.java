package io.trebuchet.storage;

import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import java.util.ArrayList;
import java.util.List;

/** Blocks as rows that can be compared: step, timestamp, then the bits of every metric. */
final class Rows {
  private Rows() {}

  static List<List<Long>> of(List<MetricBlock> blocks) {
    List<List<Long>> rows = new ArrayList<>();
    for (MetricBlock block : blocks) {
      for (int row = 0; row < block.rows(); row++) {
        List<Long> values = new ArrayList<>();
        values.add(block.step(row));
        values.add(block.timestamp(row));
        for (Metric metric : Metric.all()) {
          values.add(Double.doubleToLongBits(block.value(metric, row)));
        }
        rows.add(values);
      }
    }
    return rows;
  }

  static List<List<Long>> of(StoredSteps steps, String trial) throws StoreException {
    List<MetricBlock> blocks = new ArrayList<>();
    steps.read(trial, blocks::add);
    return of(blocks);
  }
}
