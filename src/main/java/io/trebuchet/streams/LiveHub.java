package io.trebuchet.streams;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.Envelope;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a running sweep shows of itself: chosen metrics of every trial, reduced as they come.
 * Viewers ask when they like: a slow one sees less often what has happened, and never holds a trial
 * back. Memory is bounded whatever the number of steps. Thread-safe.
 */
public final class LiveHub {
  private static final int MOST_BUCKETS = 2048;
  private static final int FEWEST_BUCKETS = 64;
  private static final int BUCKET_BYTES = 4 * Double.BYTES + 2;

  private final List<Metric> metrics;
  private final int buckets;
  private final Map<String, Map<Metric, Envelope>> trials = new ConcurrentHashMap<>();

  private LiveHub(List<Metric> metrics, int buckets) {
    this.metrics = List.copyOf(metrics);
    this.buckets = buckets;
  }

  /**
   * A hub for a number of trials: the more there are, the coarser is each, down to a limit.
   *
   * @param memoryBytes for all of them
   */
  public static LiveHub create(int trials, List<Metric> metrics, long memoryBytes) {
    long series = (long) Math.max(1, trials) * metrics.size();
    long fit = memoryBytes / (series * BUCKET_BYTES);
    return new LiveHub(metrics, Math.clamp(fit / 2 * 2, FEWEST_BUCKETS, MOST_BUCKETS));
  }

  /** Buckets of each series at the most. */
  public int bucketsPerSeries() {
    return buckets;
  }

  /** Takes an element of the metric stream, on the trial's thread. */
  public void accept(Emission emission) {
    if (!(emission instanceof MetricBlock block)) {
      return;
    }
    Map<Metric, Envelope> series =
        trials.computeIfAbsent(block.series().trial(), trial -> envelopes());
    // A viewer holds this lock for as long as it copies some hundred buckets.
    synchronized (series) {
      series.forEach(
          (metric, envelope) -> {
            for (int row = 0; row < block.rows(); row++) {
              envelope.add(block.step(row), block.value(metric, row));
            }
          });
    }
  }

  private Map<Metric, Envelope> envelopes() {
    Map<Metric, Envelope> envelopes = new EnumMap<>(Metric.class);
    metrics.forEach(metric -> envelopes.put(metric, Envelope.create(buckets)));
    return envelopes;
  }

  /** All steps of a trial so far; empty for a metric or a trial that is not there. */
  public List<Envelope.Bucket> series(String trial, Metric metric, int most) {
    return series(trial, metric, Long.MIN_VALUE, Long.MAX_VALUE, most);
  }

  /** A stretch of a trial's steps in at most so many buckets. */
  public List<Envelope.Bucket> series(String trial, Metric metric, long from, long to, int most) {
    Map<Metric, Envelope> series = trials.get(trial);
    if (series == null) {
      return List.of();
    }
    synchronized (series) {
      Envelope envelope = series.get(metric);
      return envelope == null ? List.of() : envelope.buckets(from, to, most);
    }
  }
}
