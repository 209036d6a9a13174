package io.trebuchet.metrics;

import java.time.Instant;

/** An element of the metric stream. */
public sealed interface Emission permits MetricBlock, TrialEvent, EngineSample {
  /** How many rows it becomes in a store. */
  int rows();

  /** A timestamp: wall-clock nanoseconds since the epoch. */
  static long timestamp(Instant time) {
    return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
  }
}
