package io.trebuchet.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.metrics.Envelope;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Series;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LiveHubTest {
  private static final List<Metric> METRICS = List.of(Metric.LOSS, Metric.ETA_LAMBDA);

  private static MetricBlock block(String trial, int from, int rows, int spike) {
    MetricBlock.Builder builder =
        MetricBlock.Builder.create(new Series("run", "test", trial, 1, 2), rows);
    for (int i = from; i < from + rows; i++) {
      builder.row(i, i + 1);
      builder.set(Metric.LOSS, i == spike ? 1e6 : 1);
      builder.set(Metric.ETA_LAMBDA, 2);
    }
    return builder.build();
  }

  @Test
  void thousandsOfTrialsShareAFixedMemory() {
    assertThat(LiveHub.create(1, METRICS, 1 << 20).bucketsPerSeries()).isEqualTo(2048);
    int buckets = LiveHub.create(200, METRICS, 1 << 20).bucketsPerSeries();
    assertThat(buckets).isBetween(64, 80);
    assertThat(LiveHub.create(1_000_000, METRICS, 1 << 20).bucketsPerSeries()).isEqualTo(64);
  }

  /** A viewer that comes once, at the end, has missed nothing that matters. */
  @Test
  void aSlowViewerLosesResolutionAndNoSpike() {
    LiveHub hub = LiveHub.create(1000, METRICS, 1 << 20);
    for (int from = 0; from < 1_000_000; from += 1000) {
      hub.accept(block("a", from, 1000, 123_456));
    }
    List<Envelope.Bucket> coarse = hub.series("a", Metric.LOSS, 7);
    assertThat(coarse).hasSizeLessThanOrEqualTo(7);
    assertThat(coarse.stream().mapToDouble(Envelope.Bucket::max).max()).hasValue(1e6);
    assertThat(hub.series("a", Metric.LOSS, 100_000, 200_000, 10).stream())
        .anyMatch(bucket -> bucket.max() == 1e6);
    assertThat(hub.series("a", Metric.LOSS, 500_000, 600_000, 10).stream())
        .noneMatch(bucket -> bucket.max() == 1e6);
    assertThat(hub.series("b", Metric.LOSS, 7)).isEmpty();
    assertThat(hub.series("a", Metric.SPARSITY_1, 7)).isEmpty();
  }
}
