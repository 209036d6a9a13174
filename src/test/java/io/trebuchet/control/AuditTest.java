package io.trebuchet.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.Series;
import org.junit.jupiter.api.Test;

final class AuditTest {
  private static final StopSettings STOP = new StopSettings(1e-8, 1, 100);

  private static MetricBlock rows(double lossBefore, double loss, double etaLambda, double doomed) {
    MetricBlock.Builder rows =
        MetricBlock.Builder.create(new Series("run", "fig01", "s1-c2", 1, 2), 2);
    double[] losses = {lossBefore, loss};
    for (int i = 0; i < 2; i++) {
      rows.row(6 + i);
      rows.set(Metric.LOSS, losses[i]);
      rows.set(Metric.WEIGHT_NORM_SQ, 1);
      rows.set(Metric.LAMBDA_MAX, etaLambda);
      rows.set(Metric.ETA_LAMBDA, etaLambda);
      rows.set(Metric.DOOMED_MARGIN, doomed);
    }
    return rows.build();
  }

  private static boolean stands(StopReason reason, long step, MetricBlock tail) {
    Verdict.Halt halt = new Verdict.Halt(Outcome.STOPPED, reason, step, "evidence");
    return Audit.objection(halt, tail, STOP).isEmpty();
  }

  @Test
  void aVerdictStandsOnTheRecordedRows() {
    assertThat(stands(StopReason.OVERFLOW, 7, rows(1, Double.NaN, 1, 0))).isTrue();
    assertThat(stands(StopReason.OVERFLOW, 7, rows(1, 2, 1, 0))).isFalse();
    assertThat(stands(StopReason.DOOMED, 7, rows(1, 2, 5, 1.01))).isTrue();
    assertThat(stands(StopReason.DOOMED, 7, rows(1, 2, 5, 0.99))).isFalse();
    assertThat(stands(StopReason.DOOMED, 7, rows(1, 2, 5, Double.NaN))).isFalse();
    assertThat(stands(StopReason.DEAD, 7, rows(1, 1, 0, 0))).isTrue();
    assertThat(stands(StopReason.DEAD, 7, rows(1, 1, 1, 0))).isFalse();
    assertThat(stands(StopReason.LOSS_CHANGE, 7, rows(1, 1, 1, 0))).isTrue();
    assertThat(stands(StopReason.LOSS_CHANGE, 7, rows(1, 2, 1, 0))).isFalse();
    assertThat(stands(StopReason.LOSS_CHANGE, 7, rows(1, 1, 3, 0))).isFalse();
    assertThat(stands(StopReason.STEP_LIMIT, 7, rows(1, 1, 1, 0))).isFalse();
  }

  @Test
  void aVerdictOfAnotherStepDoesNotStand() {
    assertThat(stands(StopReason.DOOMED, 6, rows(1, 2, 5, 1.01))).isFalse();
  }
}
