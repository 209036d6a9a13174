package io.trebuchet.terminal;

import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.Series;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.metrics.TrialState;

/**
 * Gradient descent on one point where all |eigenvalues| are equal: z' = z(1 − ηH + η²κz²), H' = H +
 * ηκz²(ηH − 4), with H_0 = 1 and H = κθ².
 */
final class ToyTrial {
  private static final double KAPPA = 2e-3;
  private static final int CHUNK = 16;

  private final Series series;
  private final MetricBlock.Builder builder;
  private final long mostSteps;
  private long step;
  private double z = 1.1;
  private double h = 1;
  private double lossMax;
  private long lossMaxStep;
  private boolean over;

  private ToyTrial(String trial, long seed, double c, long mostSteps) {
    this.series = new Series("toy-20260101-000000", "toy", trial, seed, c);
    this.builder = MetricBlock.Builder.create(series, CHUNK);
    this.mostSteps = mostSteps;
    this.z = 1 + 0.1 * seed;
  }

  static ToyTrial create(long seed, double c, long mostSteps) {
    return new ToyTrial("s" + seed + "-c" + Compact.c(c), seed, c, mostSteps);
  }

  TrialState planned() {
    return Boards.planned(series.trial(), series.c());
  }

  TrialEvent started() {
    return new TrialEvent(series, step, TrialEvent.State.STARTED, "", step, null);
  }

  boolean over() {
    return over;
  }

  /** The next chunk of steps. */
  MetricBlock block() {
    while (!builder.full() && !over) {
      double loss = z * z / 2;
      builder.row(step);
      builder.set(Metric.LOSS, loss);
      builder.set(Metric.WEIGHT_NORM_SQ, h / KAPPA);
      builder.set(Metric.LAMBDA_MAX, h);
      builder.set(Metric.ETA_LAMBDA, series.c() * h);
      if (loss > lossMax) {
        lossMax = loss;
        lossMaxStep = step;
      }
      over = !(loss < 1e200) || loss < 1e-10 || step == mostSteps;
      if (!over) {
        double eta = series.c();
        double nextZ = z * (1 - eta * h + eta * eta * KAPPA * z * z);
        h += eta * KAPPA * z * z * (eta * h - 4);
        z = nextZ;
        step++;
      }
    }
    return builder.build();
  }

  TrialEvent ended() {
    return new TrialEvent(series, step, TrialEvent.State.ENDED, "", step, result());
  }

  TrialResult result() {
    double loss = z * z / 2;
    Outcome outcome =
        loss < 1e-10 ? Outcome.CONVERGED : loss < 1e200 ? Outcome.INCOMPLETE : Outcome.DIVERGED;
    double none = Double.NaN;
    return Results.result(
        series.trial(),
        series.seed(),
        series.c(),
        outcome,
        outcome == Outcome.DIVERGED ? "overflow" : "",
        step,
        new double[] {(1 + 0.1 * series.seed()) * (1 + 0.1 * series.seed()) / 2, lossMax, loss},
        lossMaxStep,
        series.c() * h,
        new double[] {1 / KAPPA, h / KAPPA},
        new double[] {4, none, none, none});
  }
}
