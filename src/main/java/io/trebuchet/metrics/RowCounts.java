package io.trebuchet.metrics;

/**
 * Numbers of rows, by measurement.
 *
 * @param steps of the measurement that has one row a step
 * @param events of the measurement that has the trials' state changes
 * @param samples of the measurement that tells how the stream was doing
 */
public record RowCounts(long steps, long events, long samples) {
  /** No rows. */
  public static final RowCounts NONE = new RowCounts(0, 0, 0);

  /** One row of steps. */
  public static final RowCounts STEP = new RowCounts(1, 0, 0);

  /** One row of events. */
  public static final RowCounts EVENT = new RowCounts(0, 1, 0);

  /** One row of samples. */
  public static final RowCounts SAMPLE = new RowCounts(0, 0, 1);

  /** The rows of an emission. */
  public static RowCounts of(Emission emission) {
    return switch (emission) {
      case MetricBlock block -> new RowCounts(block.rows(), 0, 0);
      case TrialEvent event -> new RowCounts(0, event.rows(), 0);
      case EngineSample sample -> new RowCounts(0, 0, sample.rows());
    };
  }

  /** These and others. */
  public RowCounts plus(RowCounts other) {
    return new RowCounts(steps + other.steps, events + other.events, samples + other.samples);
  }

  /** These without others. */
  public RowCounts minus(RowCounts other) {
    return new RowCounts(steps - other.steps, events - other.events, samples - other.samples);
  }

  /** Rows of all measurements. */
  public long total() {
    return steps + events + samples;
  }
}
