package io.trebuchet.metrics;

import java.util.List;
import java.util.Optional;

/**
 * A sweep as a viewer sees it: the state of every trial and a reduction of its steps. Asking costs
 * the trials nothing. Thread-safe.
 */
public interface LiveSource {
  /** Grows with every change of any trial. */
  long version();

  /** All trials in the order of the config. */
  List<TrialState> trials();

  /** Those that changed after a version, in the order of the config. */
  List<TrialState> changedSince(long version);

  /** A trial by its id. */
  Optional<TrialState> trial(String id);

  /**
   * Some metrics of a trial's steps from {@code from} to {@code to} as far as they are kept, in at
   * most {@code buckets} buckets; empty if nothing of them is kept.
   */
  Optional<ReducedSteps> steps(String trial, List<Metric> metrics, long from, long to, int buckets);
}
