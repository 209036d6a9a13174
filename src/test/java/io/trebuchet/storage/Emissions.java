package io.trebuchet.storage;

import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.Series;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.metrics.TrialResult;
import java.util.Random;
import java.util.function.DoubleSupplier;

/** Emissions for tests. */
final class Emissions {
  /** Metrics that only some runs record. */
  static final Metric HESSIAN_MAX = Metric.named("hessian_max").orElseThrow();

  static final Metric NTK_DRIFT = Metric.named("ntk_drift").orElseThrow();

  static final String SWEEP = "fig01-20260101-000000-1f";
  static final long NOON = 1_767_268_800_000_000_000L;

  private Emissions() {}

  static Series series(String trial) {
    return new Series(SWEEP, "fig01", trial, 1, 2.1);
  }

  /** Rows from a step on, a millisecond apart, with values of every metric. */
  static MetricBlock block(Series series, long firstStep, int rows, DoubleSupplier values) {
    MetricBlock.Builder builder = MetricBlock.Builder.create(series, rows, Metric.all());
    for (int row = 0; row < rows; row++) {
      long step = firstStep + row;
      builder.row(step, NOON + step * 1_000_000);
      for (Metric metric : Metric.all()) {
        builder.set(metric, values.getAsDouble());
      }
    }
    return builder.build();
  }

  /** Finite doubles of any size, with the hard cases first. */
  static DoubleSupplier anyFinite(long seed) {
    Random random = new Random(seed);
    double[] hard = {
      0.0,
      -0.0,
      5.0,
      Double.MIN_VALUE,
      Double.MIN_NORMAL,
      Double.MAX_VALUE,
      -Double.MAX_VALUE,
      0.1,
      1e15,
      1e16,
      1e22,
      1e23,
      9007199254740994.0,
      2.225073858507201e-308,
      1.0e-5,
    };
    int[] next = {0};
    return () -> {
      if (next[0] < hard.length) {
        return hard[next[0]++];
      }
      double value;
      do {
        value = Double.longBitsToDouble(random.nextLong());
      } while (!Double.isFinite(value));
      return value;
    };
  }

  static TrialResult result(String trial, String stopReason) {
    return new TrialResult(
        trial,
        1,
        "model.width=256;model.n=4",
        2.1,
        0.3,
        Outcome.CONVERGED,
        stopReason,
        77,
        1.5,
        20.25,
        3,
        1e-9,
        1,
        2,
        Double.NaN,
        2.1,
        4.5,
        1.9,
        10,
        11,
        12,
        Double.NaN,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        0.9,
        4,
        Double.NaN,
        3.5,
        5,
        12);
  }

  static TrialEvent started(Series series) {
    return new TrialEvent(series, NOON, TrialEvent.State.STARTED, "", 0, null);
  }

  static TrialEvent ended(Series series, String reason) {
    return new TrialEvent(
        series, NOON + 1, TrialEvent.State.ENDED, reason, 77, result(series.trial(), reason));
  }
}
