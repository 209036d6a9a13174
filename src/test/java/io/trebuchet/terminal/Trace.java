package io.trebuchet.terminal;

import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.ReducedSteps;
import io.trebuchet.metrics.Series;
import io.trebuchet.terminal.BoardSnapshot.LossRange;
import java.util.List;

/** The loss of one trial, as a tap reduces it. */
final class Trace {
  static final int MOST = 64;

  private static final Series SERIES = new Series("run", "toy", "a", 1, 2);

  private final ReducedSteps steps = ReducedSteps.create(MOST);

  private Trace() {}

  static Trace create() {
    return new Trace();
  }

  void add(long step, double loss) {
    MetricBlock.Builder builder = MetricBlock.Builder.create(SERIES, 1);
    builder.row(step);
    builder.set(Metric.LOSS, loss);
    builder.set(Metric.WEIGHT_NORM_SQ, 1);
    builder.set(Metric.LAMBDA_MAX, 1);
    steps.add(builder.build(), List.of(Metric.LOSS));
  }

  List<LossRange> ranges() {
    return LossRange.of(steps, MOST);
  }
}
