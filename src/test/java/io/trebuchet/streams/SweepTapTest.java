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
  private static SweepTap hub(int trials, SweepTap.Limits limits) {
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

  private static void train(SweepTap hub, int trial, int steps) {
    hub.accept(new TrialEvent(series(trial), 0, TrialEvent.State.STARTED, "", 0, null));
    for (int from = 0; from < steps; from += 50) {
      hub.accept(block(trial, from, Math.min(50, steps - from)));
    }
  }

  private static void end(SweepTap hub, int trial) {
    hub.accept(
        new TrialEvent(
            series(trial), 1, TrialEvent.State.ENDED, "", 9, TapResults.converged("t" + trial)));
  }

  @Test
  void aTrialGoesThroughItsStages() {
    SweepTap hub = hub(2, SweepTap.Limits.usual());
    assertThat(hub.trial("t0").orElseThrow().stage()).isEqualTo(Stage.PENDING);
    train(hub, 0, 120);
    TrialState running = hub.trial("t0").orElseThrow();
    assertThat(running.stage()).isEqualTo(Stage.RUNNING);
    assertThat(running.step()).isEqualTo(119);
    assertThat(running.lossMax()).isEqualTo(1e6);
    assertThat(running.weightNormRatio()).isEqualTo(0.5);
    assertThat(running.learningRate()).isEqualTo(0.5);
    hub.hold("t0", true);
    hub.accept(block(0, 120, 1));
    assertThat(hub.trial("t0").orElseThrow().stage()).isEqualTo(Stage.PAUSED);
    hub.hold("t0", false);
    assertThat(hub.trial("t0").orElseThrow().stage()).isEqualTo(Stage.RUNNING);
    hub.hold(List.of(), true);
    assertThat(hub.trials()).extracting(TrialState::stage).containsOnly(Stage.PAUSED);
    hub.hold(List.of(), false);
    assertThat(hub.trials())
        .extracting(TrialState::stage)
        .containsExactly(Stage.RUNNING, Stage.PENDING);
    end(hub, 0);
    assertThat(hub.trial("t0").orElseThrow().stage()).isEqualTo(Stage.ENDED);
    hub.hold("t0", true);
    assertThat(hub.trial("t0").orElseThrow().stage()).isEqualTo(Stage.ENDED);
  }

  @Test
  void aViewerHearsOnlyOfWhatChanged() {
    SweepTap hub = hub(3, SweepTap.Limits.usual());
    train(hub, 1, 10);
    long seen = hub.version();
    assertThat(hub.changedSince(seen)).isEmpty();
    train(hub, 2, 10);
    assertThat(hub.changedSince(seen)).extracting(TrialState::trial).containsExactly("t2");
  }

  @Test
  void memoryStaysWithinItsLimitAndSpikesSurvive() {
    SweepTap.Limits limits = new SweepTap.Limits(64, 1000, 8);
    SweepTap hub = hub(100, limits);
    for (int trial = 0; trial < 100; trial++) {
      train(hub, trial, 2000);
      end(hub, trial);
      // One trial more than the limit may be under way.
      assertThat(hub.buckets()).isLessThanOrEqualTo(1000 + 64);
    }
    for (int trial = 0; trial < 100; trial++) {
      ReducedSteps steps = hub.steps("t" + trial, 0, Long.MAX_VALUE, 1000).orElseThrow();
      assertThat(steps.rows()).isEqualTo(2000);
      double top = 0;
      for (int i = 0; i < steps.size(); i++) {
        top = Math.max(top, steps.value(Metric.LOSS, ReducedSteps.Part.MAX, i));
      }
      assertThat(top).isEqualTo(1e6);
    }
  }

  @Test
  void withMoreTrialsThanRoomTheOldestAreDropped() {
    SweepTap hub = hub(300, new SweepTap.Limits(64, 1000, 8));
    for (int trial = 0; trial < 300; trial++) {
      train(hub, trial, 500);
      end(hub, trial);
    }
    assertThat(hub.buckets()).isLessThanOrEqualTo(1064);
    assertThat(hub.steps("t0", 0, Long.MAX_VALUE, 10)).isEmpty();
    assertThat(hub.steps("t299", 0, Long.MAX_VALUE, 10)).isPresent();
  }
}
