package io.trebuchet.web;

import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.LiveSource;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.ReducedSteps;
import io.trebuchet.metrics.Series;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.metrics.TrialState;
import io.trebuchet.storage.StopsFile;
import io.trebuchet.streams.SweepTap;
import io.trebuchet.streams.TapResults;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A running sweep in memory whose every step is known: the loss is 1, but for one spike. */
final class SampleSweep implements ServedSweep {
  static final long SPIKE_AT = 777;
  static final double SPIKE = 1e7;

  private final String name;
  private final SweepTap tap;
  private final int kept;
  private Progress progress = Progress.RUNNING;
  private String id = "run-1";
  final List<String> wishes = new CopyOnWriteArrayList<>();

  private SampleSweep(String name, int trials, int kept) {
    this.name = name;
    this.kept = kept;
    List<TrialState> planned = new ArrayList<>();
    for (int i = 0; i < trials; i++) {
      planned.add(TrialState.pending(id(i), 1, "", 0.5 + i * 0.5, Double.NaN));
    }
    tap = SweepTap.create(planned, new SweepTap.Limits(Metric.all(), kept, 1 << 20, 16));
  }

  /**
   * A sweep of pending trials.
   *
   * @param kept buckets of a trial in memory
   */
  static SampleSweep of(String name, int trials, int kept) {
    return new SampleSweep(name, trials, kept);
  }

  /** A sweep whose trials have all ended. */
  static SampleSweep finished(String name, int trials) {
    SampleSweep sweep = new SampleSweep(name, trials, 64);
    for (int trial = 0; trial < trials; trial++) {
      sweep.train(trial, 0, 10);
      sweep.end(trial);
    }
    sweep.progress = Progress.FINISHED;
    return sweep;
  }

  /** The same under another run id. */
  SampleSweep as(String other) {
    id = other;
    return this;
  }

  static String id(int trial) {
    return "s1-c" + (0.5 + trial * 0.5);
  }

  static MetricBlock block(int trial, long from, int rows) {
    Series series = new Series("run-1", "sample", id(trial), 1, 0.5 + trial * 0.5);
    MetricBlock.Builder builder = MetricBlock.Builder.create(series, rows);
    for (long step = from; step < from + rows; step++) {
      builder.row(step, step);
      builder.set(Metric.LOSS, step == SPIKE_AT ? SPIKE : 1 + 1 / (1.0 + step));
      builder.set(Metric.WEIGHT_NORM_SQ, 10 - step * 1e-4);
      builder.set(Metric.LAMBDA_MAX, 4);
      builder.set(Metric.ETA_LAMBDA, 0.5 + trial * 0.5);
    }
    return builder.build();
  }

  void train(int trial, long from, int rows) {
    tap.accept(block(trial, from, rows));
  }

  void end(int trial) {
    tap.restore(TapResults.converged(id(trial)));
  }

  /** As after a user's stop. */
  void stop(int trial) {
    Series series = new Series("run-1", "sample", id(trial), 1, 0.5 + trial * 0.5);
    tap.accept(new TrialEvent(series, 0, TrialEvent.State.STARTED, "resumed", 0, null));
    tap.restore(TapResults.stopped(id(trial)));
  }

  @Override
  public About about() {
    return new About(
        id,
        name,
        progress,
        Instant.parse("2026-01-01T12:00:00Z"),
        null,
        "none",
        "runs/sample",
        "",
        "sweep { name = sample }");
  }

  @Override
  public LiveSource live() {
    return tap;
  }

  @Override
  public Optional<ReducedSteps> stored(
      String trial, List<Metric> metrics, long from, long to, int buckets) {
    long last = tap.trial(trial).orElseThrow().step();
    ReducedSteps envelope = ReducedSteps.create(buckets);
    int index = (int) Math.round((tap.trial(trial).orElseThrow().c() - 0.5) / 0.5);
    if (last >= 0) {
      envelope.add(block(index, 0, (int) last + 1), metrics, from, to);
    }
    return Optional.of(envelope);
  }

  int kept() {
    return kept;
  }

  @Override
  public List<StopsFile.Stop> stops() {
    return List.of(
        new StopsFile.Stop(
            id(1),
            Instant.parse("2026-01-01T12:00:01Z"),
            "ended",
            "diverged",
            "overflow",
            3,
            "non-finite",
            "",
            "loss is Infinity",
            "none",
            false,
            Map.of("loss", Double.POSITIVE_INFINITY)));
  }

  @Override
  public Engine engine() {
    return new Engine(1, 12.5, 3, null, null, Ledger.create("none").balance());
  }

  @Override
  public Optional<Controls> controls() {
    return Optional.of(
        (wish, trials) -> {
          wishes.add(wish.word() + " " + (trials.isEmpty() ? "all" : String.join(",", trials)));
          return CompletableFuture.completedFuture(wish);
        });
  }
}
