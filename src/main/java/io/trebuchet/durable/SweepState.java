package io.trebuchet.durable;

import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.metrics.TrialSteps;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the events of a sweep's journal add up to. Trials that no event speaks of are pending. One
 * instance for each reader; not thread-safe.
 */
public final class SweepState {
  private final Set<String> started = new HashSet<>();
  private final Map<String, TrialResult> results = new HashMap<>();
  private final Map<String, TrialSteps> recorded = new HashMap<>();
  private final Set<String> stopped = new HashSet<>();
  private final Set<String> paused = new HashSet<>();
  private final Set<String> exempt = new HashSet<>();
  private boolean sweepPaused;

  private SweepState() {}

  /** A sweep of which nothing has run. */
  public static SweepState create() {
    return new SweepState();
  }

  /**
   * What a journal's events add up to.
   *
   * @throws IOException if it cannot be read
   */
  public static SweepState read(SweepJournal journal) throws IOException {
    SweepState state = create();
    journal.read(entry -> state.apply(entry.event()));
    return state;
  }

  /** Takes in an event; the answer is this state. */
  public SweepState apply(SweepJournal.Event event) {
    switch (event) {
      case SweepJournal.SweepBegun begun -> {
        started.clear();
        results.clear();
        recorded.clear();
        stopped.clear();
        paused.clear();
        exempt.clear();
        sweepPaused = false;
      }
      case SweepJournal.SweepResumed resumed -> {}
      case SweepJournal.TrialStarted(String trial) -> {
        started.add(trial);
        results.remove(trial);
        recorded.remove(trial);
        stopped.remove(trial);
      }
      case SweepJournal.TrialEnded(TrialResult result, TrialSteps steps) -> ended(result, steps);
      case SweepJournal.TrialStopped(TrialResult result, TrialSteps steps) -> {
        ended(result, steps);
        stopped.add(result.trial());
      }
      case SweepJournal.TrialPaused(String trial) -> {
        paused.add(trial);
        exempt.remove(trial);
      }
      case SweepJournal.TrialContinued(String trial) -> {
        paused.remove(trial);
        exempt.add(trial);
      }
      case SweepJournal.SweepPaused() -> {
        sweepPaused = true;
        exempt.clear();
      }
      case SweepJournal.SweepContinued() -> {
        sweepPaused = false;
        paused.clear();
        exempt.clear();
      }
    }
    return this;
  }

  private void ended(TrialResult result, @Nullable TrialSteps steps) {
    results.put(result.trial(), result);
    paused.remove(result.trial());
    if (steps != null) {
      recorded.put(result.trial(), steps);
    }
  }

  /**
   * Takes in results that are not in the journal, of trials that it says nothing of.
   *
   * @param steps what those trials recorded, as far as that is known
   * @return the events that they are
   */
  public List<SweepJournal.Event> learn(List<TrialResult> known, Map<String, TrialSteps> steps) {
    List<SweepJournal.Event> events = new ArrayList<>();
    for (TrialResult result : known) {
      if (result(result.trial()).isEmpty() && !started(result.trial())) {
        events.add(SweepJournal.Event.endOf(result, steps.get(result.trial())));
      }
    }
    events.forEach(this::apply);
    return events;
  }

  /** A state of its own with the same contents. */
  public SweepState copy() {
    SweepState copy = new SweepState();
    copy.started.addAll(started);
    copy.results.putAll(results);
    copy.recorded.putAll(recorded);
    copy.stopped.addAll(stopped);
    copy.paused.addAll(paused);
    copy.exempt.addAll(exempt);
    copy.sweepPaused = sweepPaused;
    return copy;
  }

  /** The row of a trial that needs no more computing; one that failed is tried again. */
  public Optional<TrialResult> result(String trial) {
    return Optional.ofNullable(results.get(trial))
        .filter(result -> result.outcome() != Outcome.FAILED);
  }

  /** What trials that do not go on recorded, by id. */
  public Map<String, TrialSteps> recorded() {
    return Map.copyOf(recorded);
  }

  /** What the trials recorded that need no more computing, by id: a store has to hold it. */
  public Map<String, TrialSteps> due() {
    Map<String, TrialSteps> due = new HashMap<>(recorded);
    due.keySet().removeIf(trial -> result(trial).isEmpty());
    return due;
  }

  /** Whether a trial has begun, be it over or not. */
  public boolean started(String trial) {
    return started.contains(trial);
  }

  /** Whether a user stopped a trial, which can still be continued. */
  public boolean stopped(String trial) {
    return stopped.contains(trial);
  }

  /** Whether a trial is held, by itself or with the whole sweep. */
  public boolean paused(String trial) {
    return paused.contains(trial) || (sweepPaused && !exempt.contains(trial));
  }

  /** Whether the whole sweep is held. */
  public boolean sweepPaused() {
    return sweepPaused;
  }
}
