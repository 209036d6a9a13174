package io.trebuchet.bench;

import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Blocks as a trial of a net makes them: all metrics of every run, digits that do not repeat. */
final class SyntheticBlocks {
  /** Rows of a block, as a fast trial makes them. */
  static final int ROWS = 1024;

  private static final int STEP_NANOS = 1000;

  private final MetricBlock.Builder rows;
  private final Random random;
  private long step;
  private long timestamp;

  private SyntheticBlocks(Series series, long timestamp) {
    this.rows = MetricBlock.Builder.create(series, ROWS);
    this.random = new Random(series.trial().hashCode());
    this.timestamp = timestamp;
  }

  /** An endless trial of a sweep. */
  static SyntheticBlocks create(String sweep, int trial, long timestamp) {
    return new SyntheticBlocks(
        new Series(sweep, "bench", "s1-c" + trial, 1, trial + 0.1), timestamp);
  }

  /** As many blocks as make at least this number of rows, over a number of trials in turn. */
  static List<MetricBlock> prepared(String sweep, long rows, int trials, long timestamp) {
    List<SyntheticBlocks> sources = new ArrayList<>();
    for (int i = 1; i <= trials; i++) {
      sources.add(create(sweep, i, timestamp));
    }
    List<MetricBlock> blocks = new ArrayList<>();
    for (long made = 0; made < rows; made += ROWS) {
      blocks.add(sources.get(blocks.size() % trials).next());
    }
    return blocks;
  }

  MetricBlock next() {
    for (int i = 0; i < ROWS; i++) {
      timestamp += STEP_NANOS;
      rows.row(step++, timestamp);
      for (Metric metric : Metric.always()) {
        // Test values come every tenth step only.
        boolean test = metric == Metric.TEST_LOSS || metric == Metric.TEST_ACCURACY;
        if (metric != Metric.SPARSITY_2 && (!test || step % 10 == 0)) {
          rows.set(metric, Math.exp(random.nextGaussian()));
        }
      }
    }
    return rows.build();
  }
}
