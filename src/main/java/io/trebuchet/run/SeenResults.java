package io.trebuchet.run;

import io.trebuchet.actors.SweepEngine;
import io.trebuchet.actors.SweepSupervisor;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.durable.SweepState;
import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.metrics.TrialResult;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The results that a process has seen, so that they are written whatever becomes of the engine that
 * computes them. Thread-safe.
 */
final class SeenResults {
  private final List<TrialSpec> trials;
  private final Map<String, TrialResult> results = new ConcurrentHashMap<>();

  private SeenResults(List<TrialSpec> trials) {
    this.trials = trials;
  }

  /** Those of earlier processes, to begin with. */
  static SeenResults create(List<TrialSpec> trials, EarlierRun past) {
    SeenResults seen = new SeenResults(trials);
    past.known().forEach(result -> seen.results.put(result.trial(), result));
    SweepState noted = past.noted();
    if (noted != null) {
      for (TrialSpec trial : trials) {
        noted.result(trial.id()).ifPresent(result -> seen.results.put(trial.id(), result));
      }
    }
    return seen;
  }

  void accept(Emission emission) {
    if (emission instanceof TrialEvent event) {
      String trial = event.series().trial();
      TrialResult result = event.result();
      if (result != null) {
        results.put(trial, result);
      } else if (event.state() == TrialEvent.State.STARTED) {
        results.remove(trial);
      }
    }
  }

  /** Waits for the end of a sweep; that of an engine that breaks down is what has been seen. */
  SweepEngine.Ending ending(CompletionStage<SweepEngine.Ending> awaited) {
    try {
      return awaited.toCompletableFuture().join();
    } catch (CompletionException e) {
      List<TrialResult> seen =
          trials.stream().map(trial -> results.get(trial.id())).filter(Objects::nonNull).toList();
      return new SweepEngine.Ending(
          new SweepSupervisor.SweepEnded(seen, false, ""), e.getCause() == null ? e : e.getCause());
    }
  }
}
