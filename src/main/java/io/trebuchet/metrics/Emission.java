package io.trebuchet.metrics;

/** An element of the metric stream. */
public sealed interface Emission permits MetricBlock, TrialEvent, EngineSample {
  /** How many rows it becomes in a store. */
  int rows();
}
