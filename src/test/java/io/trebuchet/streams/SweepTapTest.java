package io.trebuchet.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.ReducedSteps;
import io.trebuchet.metrics.Series;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.metrics.TrialState;
import io.trebuchet.metrics.TrialState.Stage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The live tap: what viewers see, and that it stays within its memory. */
final class SweepTapTest {
  private static final List<Metric> METRICS = List.of(Metric.LOSS, Metric.ETA_LAMBDA);

  private static SweepTap tap(int trials, SweepTap.Limits limits) {
    List<TrialState> planned = new ArrayList<>();
    for (int i = 0; i < trials; i++) {
      planned.add(TrialState.pending("t" + i, 1, "", 1 + i, Double.NaN));
    }
    return SweepTap.create(planned, limits);
  }

  private static Series series(int trial) {
    return new Series("run", "sweep", "t" + trial, 1, 1 + trial);
  }

  private static MetricBlock block(int trial, long from, int rows) {
    MetricBlock.Builder builder = MetricBlock.Builder.create(series(trial), rows);
    for (int i = 0; i < rows; i++) {
      builder.row(from + i, from + i);
      builder.set(Metric.LOSS, from + i == 7 ? 1e6 : 2);
      builder.set(Metric.WEIGHT_NORM_SQ, from + i == 0 ? 10 : 5);
      builder.set(Metric.LAMBDA_MAX, 4);
      builder.set(Metric.ETA_LAMBDA, 2);
    }
    return builder.build();
  }

  private static void train(SweepTap tap, int trial, int steps) {
    tap.accept(new TrialEvent(series(trial), 0, TrialEvent.State.STARTED, "", 0, null));
    for (int from = 0; from < steps; from += 50) {
      tap.accept(block(trial, from, Math.min(50, steps - from)));
    }
  }

  private static void end(SweepTap tap, int trial) {
    tap.accept(
        new TrialEvent(
            series(trial), 1, TrialEvent.State.ENDED, "", 9, TapResults.converged("t" + trial)));
  }

  @Test
  void aTrialGoesThroughItsStages() {
    SweepTap tap = tap(2, SweepTap.Limits.usual());
    assertThat(tap.trial("t0").orElseThrow().stage()).isEqualTo(Stage.PENDING);
    train(tap, 0, 120);
    TrialState running = tap.trial("t0").orElseThrow();
    assertThat(running.stage()).isEqualTo(Stage.RUNNING);
    assertThat(running.step()).isEqualTo(119);
    assertThat(running.lossMax()).isEqualTo(1e6);
    assertThat(running.weightNormRatio()).isEqualTo(0.5);
    assertThat(running.learningRate()).isEqualTo(0.5);
    tap.hold("t0", true);
    tap.accept(block(0, 120, 1));
    assertThat(tap.trial("t0").orElseThrow().stage()).isEqualTo(Stage.PAUSED);
    tap.hold("t0", false);
    assertThat(tap.trial("t0").orElseThrow().stage()).isEqualTo(Stage.RUNNING);
    tap.hold(List.of(), true);
    assertThat(tap.trials()).extracting(TrialState::stage).containsOnly(Stage.PAUSED);
    tap.hold(List.of(), false);
    assertThat(tap.trials())
        .extracting(TrialState::stage)
        .containsExactly(Stage.RUNNING, Stage.PENDING);
    end(tap, 0);
    assertThat(tap.trial("t0").orElseThrow().stage()).isEqualTo(Stage.ENDED);
    tap.hold("t0", true);
    assertThat(tap.trial("t0").orElseThrow().stage()).isEqualTo(Stage.ENDED);
  }

  @Test
  void aStoppedTrialCanGoOn() {
    SweepTap tap = tap(1, SweepTap.Limits.usual());
    train(tap, 0, 10);
    end(tap, 0);
    tap.accept(block(0, 10, 1));
    assertThat(tap.trial("t0").orElseThrow().step()).isEqualTo(9);
    tap.accept(new TrialEvent(series(0), 2, TrialEvent.State.RULE_FAILED, "", 9, null));
    assertThat(tap.trial("t0").orElseThrow().stage()).isEqualTo(Stage.ENDED);
    train(tap, 0, 0);
    TrialState again = tap.trial("t0").orElseThrow();
    assertThat(again.stage()).isEqualTo(Stage.RUNNING);
    assertThat(again.result()).isNull();
    tap.accept(block(0, 10, 5));
    assertThat(tap.trial("t0").orElseThrow().step()).isEqualTo(14);
    assertThat(tap.steps("t0", METRICS, 0, 20, 100).orElseThrow().rows()).isEqualTo(15);
    end(tap, 0);
    assertThat(tap.trial("t0").orElseThrow().stage()).isEqualTo(Stage.ENDED);
  }

  @Test
  void aViewerHearsOnlyOfWhatChanged() {
    SweepTap tap = tap(3, SweepTap.Limits.usual());
    train(tap, 1, 10);
    long seen = tap.version();
    assertThat(tap.changedSince(seen)).isEmpty();
    train(tap, 2, 10);
    assertThat(tap.changedSince(seen)).extracting(TrialState::trial).containsExactly("t2");
  }

  @Test
  void memoryStaysWithinItsLimitAndSpikesSurvive() {
    SweepTap.Limits limits = new SweepTap.Limits(METRICS, 64, 1000, 8);
    SweepTap tap = tap(100, limits);
    for (int trial = 0; trial < 100; trial++) {
      train(tap, trial, 2000);
      end(tap, trial);
      // One trial more than the limit may be under way.
      assertThat(tap.buckets()).isLessThanOrEqualTo(1000 + 64);
    }
    for (int trial = 0; trial < 100; trial++) {
      ReducedSteps steps = tap.steps("t" + trial, METRICS, 0, Long.MAX_VALUE, 1000).orElseThrow();
      assertThat(steps.rows()).isEqualTo(2000);
      assertThat(top(steps)).isEqualTo(1e6);
    }
  }

  @Test
  void withMoreTrialsThanRoomTheOldestAreDropped() {
    SweepTap tap = tap(300, new SweepTap.Limits(METRICS, 64, 1000, 8));
    for (int trial = 0; trial < 300; trial++) {
      train(tap, trial, 500);
      end(tap, trial);
    }
    assertThat(tap.buckets()).isLessThanOrEqualTo(1064);
    assertThat(tap.steps("t0", METRICS, 0, Long.MAX_VALUE, 10)).isEmpty();
    assertThat(tap.steps("t299", METRICS, 0, Long.MAX_VALUE, 10)).isPresent();
  }

  @Test
  void thousandsOfRunningTrialsShareAFixedMemory() {
    SweepTap tap = tap(1000, new SweepTap.Limits(METRICS, 64, 20_000, 16));
    for (int from = 0; from < 400; from += 50) {
      for (int trial = 0; trial < 1000; trial++) {
        tap.accept(block(trial, from, 50));
      }
    }
    assertThat(tap.buckets()).isLessThanOrEqualTo(20_000 + 64);
    for (int trial = 0; trial < 1000; trial++) {
      ReducedSteps steps = tap.steps("t" + trial, METRICS, 0, Long.MAX_VALUE, 1000).orElseThrow();
      assertThat(steps.rows()).isEqualTo(400);
      assertThat(top(steps)).isEqualTo(1e6);
    }
  }

  /** A viewer that comes once, at the end, has missed nothing that matters. */
  @Test
  void aSlowViewerLosesResolutionAndNoSpike() {
    SweepTap tap = tap(2, new SweepTap.Limits(METRICS, 64, 20_000, 16));
    train(tap, 0, 100_000);
    ReducedSteps coarse = tap.steps("t0", METRICS, 0, Long.MAX_VALUE, 7).orElseThrow();
    assertThat(coarse.size()).isLessThanOrEqualTo(7);
    assertThat(top(coarse)).isEqualTo(1e6);
    assertThat(top(tap.steps("t0", METRICS, 0, 5000, 10).orElseThrow())).isEqualTo(1e6);
    assertThat(top(tap.steps("t0", METRICS, 50_000, 60_000, 10).orElseThrow())).isEqualTo(2);
    assertThat(tap.steps("t2", METRICS, 0, Long.MAX_VALUE, 7)).isEmpty();
  }

  @Test
  void onlyChosenMetricsAreKept() {
    SweepTap tap = tap(1, SweepTap.Limits.lossOnly());
    train(tap, 0, 10);
    ReducedSteps kept = tap.steps("t0", Metric.all(), 0, Long.MAX_VALUE, 7).orElseThrow();
    assertThat(kept.metrics()).containsExactly(Metric.LOSS);
    SweepTap more = tap(1, SweepTap.Limits.usual());
    train(more, 0, 10);
    assertThat(more.steps("t0", METRICS, 0, 9, 7).orElseThrow().metrics())
        .containsExactlyElementsOf(METRICS);
    assertThat(more.trial("t0").orElseThrow().weightNormRatio()).isEqualTo(0.5);
  }

  private static double top(ReducedSteps steps) {
    double top = 0;
    for (int i = 0; i < steps.size(); i++) {
      top = Math.max(top, steps.value(Metric.LOSS, ReducedSteps.Part.MAX, i));
    }
    return top;
  }
}
