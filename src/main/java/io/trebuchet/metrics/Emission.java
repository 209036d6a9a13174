package io.trebuchet.metrics;

/** An element of the metric stream. */
public sealed interface Emission permits MetricBlock, TrialEvent {
  /** The series it belongs to. */
  Series series();

  /** How many rows it becomes in a store. */
  int rows();
}
