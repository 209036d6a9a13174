package io.trebuchet.durable;

import io.trebuchet.metrics.TrialResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What it means to continue trials of a sweep that no process works on.
 *
 * @param events what the journal is to hold, so that a resumed sweep lets them go on
 * @param ended the trials that cannot go on, as they have a result of their own
 */
public record Continuation(List<SweepJournal.Event> events, Map<String, TrialResult> ended) {
  /** Copies the collections. */
  public Continuation {
    events = List.copyOf(events);
    ended = Map.copyOf(ended);
  }

  /** Continues these trials, or all paused ones if none is named. */
  public static Continuation of(SweepState state, List<String> trials) {
    if (trials.isEmpty()) {
      return new Continuation(List.of(new SweepJournal.SweepContinued()), Map.of());
    }
    List<SweepJournal.Event> events = new ArrayList<>();
    Map<String, TrialResult> ended = new LinkedHashMap<>();
    for (String trial : trials) {
      Optional<TrialResult> result = state.result(trial);
      if (result.isPresent() && !state.stopped(trial)) {
        ended.put(trial, result.get());
      } else if (result.isPresent()) {
        events.add(new SweepJournal.TrialContinued(trial));
        // As if it had begun already: what it ended with is no longer its result.
        events.add(new SweepJournal.TrialStarted(trial));
      } else if (state.paused(trial)) {
        events.add(new SweepJournal.TrialContinued(trial));
      }
    }
    return new Continuation(events, ended);
  }
}
