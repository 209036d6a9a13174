package io.trebuchet.web;

import io.trebuchet.metrics.LiveSource;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.ReducedSteps;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.metrics.TrialState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Trials that have all ended; their steps are in a store, not in memory. */
final class FinishedTrials implements LiveSource {
  private final Map<String, TrialState> trials = new LinkedHashMap<>();
  private final List<TrialState> states;

  private FinishedTrials(List<TrialResult> results) {
    results.forEach(result -> trials.put(result.trial(), TrialState.ended(result, 1)));
    states = List.copyOf(trials.values());
  }

  static FinishedTrials of(List<TrialResult> results) {
    return new FinishedTrials(results);
  }

  @Override
  public long version() {
    return 1;
  }

  @Override
  public List<TrialState> trials() {
    return states;
  }

  @Override
  public List<TrialState> changedSince(long version) {
    return version < 1 ? states : List.of();
  }

  @Override
  public Optional<TrialState> trial(String id) {
    return Optional.ofNullable(trials.get(id));
  }

  @Override
  public Optional<ReducedSteps> steps(
      String trial, List<Metric> metrics, long from, long to, int buckets) {
    return Optional.empty();
  }
}
