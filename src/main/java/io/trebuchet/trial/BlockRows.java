package io.trebuchet.trial;

import io.trebuchet.config.RecordSettings;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Series;
import io.trebuchet.physics.DescentState;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Observed;
import io.trebuchet.physics.observe.Observable;
import io.trebuchet.physics.observe.Observer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of a chunk: what each step measured, with the chosen observables. */
final class BlockRows {
  private static final DescentState UNOBSERVED = DescentState.of(Map.of());

  private final List<Metric> metrics;
  private final MetricBlock.Builder rows;
  private final List<Observable> observables;
  private final Observer observer;

  private BlockRows(RecordSettings record, Series series, DescentState observed) {
    List<Metric> columns = new ArrayList<>(Metric.always());
    columns.addAll(Metric.of(record.words()));
    metrics = List.copyOf(columns);
    rows = MetricBlock.Builder.create(series, TrialRun.MAX_CHUNK, metrics);
    observables = record.observables();
    observer = Observer.resume(observables, observed);
  }

  /** The rows of a trial at its start, or after a checkpoint. */
  static BlockRows of(RecordSettings record, Series series, @Nullable TrialCheckpoint from) {
    return new BlockRows(record, series, from == null ? UNOBSERVED : from.observer());
  }

  /** The columns that rows have. */
  List<Metric> metrics() {
    return metrics;
  }

  int size() {
    return rows.size();
  }

  /** Adds the row of a step. */
  void add(long step, Measurement m, GradientDescent descent) {
    rows.row(step);
    rows.set(Metric.LOSS, m.loss);
    rows.set(Metric.WEIGHT_NORM_SQ, m.weightNormSq);
    rows.set(Metric.LAMBDA_MAX, m.lambdaMax);
    rows.set(Metric.ETA_LAMBDA, m.etaLambda);
    rows.set(Metric.SPARSITY_1, m.sparsity1);
    rows.set(Metric.SPARSITY_2, m.sparsity2);
    rows.set(Metric.TEST_LOSS, m.testLoss);
    rows.set(Metric.TEST_ACCURACY, m.testAccuracy);
    rows.set(Metric.SAFE_MARGIN, m.safeMargin);
    rows.set(Metric.DOOMED_MARGIN, m.doomedMargin);
    rows.set(Metric.GRADIENT_NORM_SQ, m.gradientNormSq);
    if (!observables.isEmpty()) {
      observe(descent, m);
    }
  }

  private void observe(GradientDescent descent, Measurement m) {
    Observed state = descent.observed();
    if (state != null) {
      observer.observe(state, m, rows::set);
    } else if (!observables.stream().allMatch(Observable::always)) {
      throw new UnsupportedOperationException(
          "this model offers no observables: leave record.observables empty");
    }
  }

  /** The block of the rows since the last one, of which there is at least one. */
  MetricBlock take(TrialClock clock) {
    clock.stamp(rows);
    return rows.build();
  }

  /** What the observables compare with and warm-start from. */
  DescentState observed() {
    return observer.state();
  }
}
