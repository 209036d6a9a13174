package io.trebuchet.cli;

import io.trebuchet.actors.SweepJournal;
import io.trebuchet.actors.SweepState;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.metrics.Series;
import io.trebuchet.metrics.StopRecord;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.storage.KeptEvents;
import io.trebuchet.storage.StopsFile;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * State changes of trials that ended, which a store has lost: the journal knows them, and {@code
 * stops.jsonl} on what grounds.
 */
final class LostEvents {
  private final SweepConfig config;
  private final String runId;
  private final Map<String, List<Instant>> starts = new HashMap<>();
  private final Map<String, List<End>> ends = new HashMap<>();
  private final Map<String, List<StopsFile.Stop>> stops = new HashMap<>();

  /** An end that the journal knows. */
  private record End(Instant time, TrialResult result) {}

  private LostEvents(SweepConfig config, String runId) {
    this.config = config;
    this.runId = runId;
  }

  /**
   * Those of trials of which there is no start, or no end.
   *
   * @param state which trials need no more computing, and how they ended
   * @param stops the grounds, the last of a trial last
   * @param clock the time of what the journal does not know
   */
  static List<TrialEvent> of(
      SweepConfig config,
      String runId,
      SweepJournal journal,
      SweepState state,
      List<StopsFile.Stop> stops,
      KeptEvents kept,
      Clock clock)
      throws IOException {
    LostEvents lost = new LostEvents(config, runId);
    journal.read(entry -> lost.note(entry.time(), entry.event()));
    stops.stream()
        .filter(stop -> stop.state().equals(TrialEvent.State.ENDED.word()))
        .forEach(stop -> of(lost.stops, stop.trial()).add(stop));
    List<TrialEvent> events = new ArrayList<>();
    for (TrialSpec trial : config.trials()) {
      Optional<TrialResult> result = state.result(trial.id());
      if (result.isPresent()) {
        if (!kept.started().contains(trial.id())) {
          lost.starts(result.get(), events);
        }
        if (!kept.ended().contains(trial.id())) {
          lost.ends(result.get(), clock, events);
        }
      }
    }
    return events;
  }

  private static <T> List<T> of(Map<String, List<T>> lists, String trial) {
    return lists.computeIfAbsent(trial, id -> new ArrayList<>());
  }

  private void note(Instant time, SweepJournal.Event event) {
    switch (event) {
      case SweepJournal.TrialStarted(String trial) -> of(starts, trial).add(time);
      case SweepJournal.TrialEnded end -> ended(time, end.result());
      case SweepJournal.TrialStopped end -> ended(time, end.result());
      case SweepJournal.SweepBegun begun -> {
        starts.clear();
        ends.clear();
      }
      case SweepJournal.SweepResumed resumed -> {}
      case SweepJournal.TrialPaused paused -> {}
      case SweepJournal.TrialContinued continued -> {}
      case SweepJournal.SweepPaused paused -> {}
      case SweepJournal.SweepContinued continued -> {}
    }
  }

  private void ended(Instant time, TrialResult result) {
    of(ends, result.trial()).add(new End(time, result));
  }

  private void starts(TrialResult result, List<TrialEvent> events) {
    for (Instant time : of(starts, result.trial())) {
      String reason = time.equals(of(starts, result.trial()).getFirst()) ? "" : "resumed";
      events.add(
          new TrialEvent(
              series(result), nanos(time), TrialEvent.State.STARTED, reason, 0, null, null));
    }
  }

  /** The last one has the last grounds, and so on before it, for a line may have been lost. */
  private void ends(TrialResult result, Clock clock, List<TrialEvent> events) {
    List<End> all = new ArrayList<>(of(ends, result.trial()));
    if (all.isEmpty()) {
      all.add(new End(clock.instant(), result));
    }
    List<StopsFile.Stop> grounds = of(stops, result.trial());
    for (int i = 0; i < all.size(); i++) {
      int ground = grounds.size() - all.size() + i;
      End end = all.get(i);
      events.add(
          new TrialEvent(
              series(end.result()),
              // A short trial begins and ends within the journal's tick.
              nanos(end.time()) + 1,
              TrialEvent.State.ENDED,
              end.result().stopReason(),
              end.result().steps(),
              end.result(),
              ground < 0 ? null : grounds(grounds.get(ground))));
    }
  }

  private Series series(TrialResult result) {
    return new Series(runId, config.name(), result.trial(), result.seed(), result.c());
  }

  private static StopRecord grounds(StopsFile.Stop stop) {
    return new StopRecord(
        stop.rule(),
        stop.settings(),
        stop.evidence(),
        stop.certificate(),
        stop.censored(),
        stop.inputs());
  }

  private static long nanos(Instant time) {
    return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
  }
}
