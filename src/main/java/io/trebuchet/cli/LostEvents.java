package io.trebuchet.cli;

import io.trebuchet.actors.JournalFile;
import io.trebuchet.actors.SweepJournal;
import io.trebuchet.actors.SweepState;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.control.StopReason;
import io.trebuchet.metrics.Series;
import io.trebuchet.metrics.StopRecord;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.storage.KeptEvents;
import io.trebuchet.storage.StopsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * State changes of trials which a store has lost: the journal knows them, and {@code stops.jsonl}
 * on what grounds.
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
   * @param state how trials ended that the journal need not know
   * @param stops the grounds, the last of a trial last
   * @param settled whether the last process ended, and so stored the starts of all trials
   * @param clock the time of what the journal does not know
   */
  static List<TrialEvent> of(
      SweepConfig config,
      String runId,
      SweepJournal journal,
      SweepState state,
      List<StopsFile.Stop> stops,
      KeptEvents kept,
      boolean settled,
      Clock clock)
      throws IOException {
    LostEvents lost = new LostEvents(config, runId);
    journal.read(entry -> lost.note(entry.time(), entry.event()));
    stops.stream()
        .filter(stop -> stop.state().equals(TrialEvent.State.ENDED.word()))
        // Of these ends the journal knows nothing.
        .filter(stop -> !stop.reason().equals(StopReason.INTERRUPTED.word()))
        .forEach(stop -> of(lost.stops, stop.trial()).add(stop));
    List<TrialEvent> events = new ArrayList<>();
    for (TrialSpec trial : config.trials()) {
      // Also of one that goes on since: it ended all the same.
      List<End> ends = new ArrayList<>(of(lost.ends, trial.id()));
      if (ends.isEmpty()) {
        state.result(trial.id()).ifPresent(end -> ends.add(new End(clock.instant(), end)));
      }
      if (!kept.started().contains(trial.id()) && (settled || !ends.isEmpty())) {
        lost.starts(trial, ends, events);
      }
      if (!kept.ended().contains(trial.id())) {
        lost.ends(trial, ends, events);
      }
    }
    return events;
  }

  /**
   * How many trials there are of which the journal knows an end that is not kept.
   *
   * @throws IOException if the journal cannot be read
   */
  static long count(Path journal, KeptEvents kept) throws IOException {
    Set<String> ended = new HashSet<>();
    if (JournalFile.exists(journal)) {
      JournalFile.look(
          journal,
          entry -> {
            switch (entry.event()) {
              case SweepJournal.TrialEnded end -> ended.add(end.result().trial());
              case SweepJournal.TrialStopped end -> ended.add(end.result().trial());
              case SweepJournal.SweepBegun begun -> ended.clear();
              case SweepJournal.SweepResumed resumed -> {}
              case SweepJournal.TrialStarted started -> {}
              case SweepJournal.TrialPaused paused -> {}
              case SweepJournal.TrialContinued continued -> {}
              case SweepJournal.SweepPaused paused -> {}
              case SweepJournal.SweepContinued continued -> {}
            }
          });
    }
    return ended.stream().filter(trial -> !kept.ended().contains(trial)).count();
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

  private void starts(TrialSpec trial, List<End> ends, List<TrialEvent> events) {
    double c = ends.isEmpty() ? trial.rate().c(Double.NaN) : ends.getLast().result().c();
    Series series = new Series(runId, config.name(), trial.id(), trial.seed(), c);
    List<Instant> times = of(starts, trial.id());
    for (Instant time : times) {
      String reason = time.equals(times.getFirst()) ? "" : "resumed";
      events.add(
          new TrialEvent(series, nanos(time), TrialEvent.State.STARTED, reason, 0, null, null));
    }
  }

  /** The last one has the last grounds, and so on before it, for a line may have been lost. */
  private void ends(TrialSpec trial, List<End> all, List<TrialEvent> events) {
    List<StopsFile.Stop> grounds = of(stops, trial.id());
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
