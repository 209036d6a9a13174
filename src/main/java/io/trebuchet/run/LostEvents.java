package io.trebuchet.run;

import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.control.StopReason;
import io.trebuchet.durable.JournalFile;
import io.trebuchet.durable.SweepJournal;
import io.trebuchet.durable.SweepState;
import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.Series;
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
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * State changes of trials which a store has lost: the journal knows them, and {@code stops.jsonl}
 * on what grounds.
 */
public final class LostEvents {
  private final SweepConfig config;
  private final String runId;
  private final Noted noted;
  private final Map<String, List<StopsFile.Stop>> stops = new HashMap<>();

  private LostEvents(SweepConfig config, String runId, Noted noted) {
    this.config = config;
    this.runId = runId;
    this.noted = noted;
  }

  /** An end that the journal knows. */
  private record End(Instant time, TrialResult result) {}

  /** When trials began and how they ended, as a journal says that is being read. */
  static final class Noted {
    private final Map<String, List<Instant>> starts = new HashMap<>();
    private final Map<String, List<End>> ends = new HashMap<>();

    /** Takes in the next entry. */
    void take(SweepJournal.Entry entry) {
      switch (entry.event()) {
        case SweepJournal.TrialStarted(String trial) -> of(starts, trial).add(entry.time());
        case SweepJournal.TrialEnded end -> ended(entry.time(), end.result());
        case SweepJournal.TrialStopped end -> ended(entry.time(), end.result());
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
  }

  /**
   * Those of trials of which there is no start, or no end.
   *
   * @param noted all of the journal
   * @param state how trials ended that the journal need not know
   * @param stops the grounds, the last of a trial last
   * @param settled whether the last process ended, and so stored the starts of all trials
   * @param clock the time of what the journal does not know
   */
  static List<TrialEvent> of(
      SweepConfig config,
      String runId,
      Noted noted,
      SweepState state,
      List<StopsFile.Stop> stops,
      KeptEvents kept,
      boolean settled,
      Clock clock) {
    LostEvents lost = new LostEvents(config, runId, noted);
    stops.stream()
        .filter(stop -> stop.state().equals(TrialEvent.State.ENDED.word()))
        // Of these ends the journal knows nothing.
        .filter(stop -> !stop.reason().equals(StopReason.INTERRUPTED.word()))
        .forEach(stop -> of(lost.stops, stop.trial()).add(stop));
    List<TrialEvent> events = new ArrayList<>();
    for (TrialSpec trial : config.trials()) {
      // Also of one that goes on since: it ended all the same.
      List<End> ends = new ArrayList<>(of(noted.ends, trial.id()));
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
   * The trials of which a run's journal knows an end, by id.
   *
   * @throws IOException if the journal cannot be read
   */
  public static Set<String> ended(Path journal) throws IOException {
    Noted noted = new Noted();
    if (JournalFile.exists(journal)) {
      JournalFile.look(journal, noted::take);
    }
    return noted.ends.keySet();
  }

  private static <T> List<T> of(Map<String, List<T>> lists, String trial) {
    return lists.computeIfAbsent(trial, id -> new ArrayList<>());
  }

  private void starts(TrialSpec trial, List<End> ends, List<TrialEvent> events) {
    double c = ends.isEmpty() ? trial.rate().c(Double.NaN) : ends.getLast().result().c();
    Series series = new Series(runId, config.name(), trial.id(), trial.seed(), c);
    List<Instant> times = of(noted.starts, trial.id());
    for (Instant time : times) {
      String reason = time.equals(times.getFirst()) ? "" : "resumed";
      events.add(
          new TrialEvent(
              series, Emission.timestamp(time), TrialEvent.State.STARTED, reason, 0, null, null));
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
              Emission.timestamp(end.time()) + 1,
              TrialEvent.State.ENDED,
              end.result().stopReason(),
              end.result().steps(),
              end.result(),
              ground < 0 ? null : grounds.get(ground).grounds()));
    }
  }

  private Series series(TrialResult result) {
    return new Series(runId, config.name(), result.trial(), result.seed(), result.c());
  }
}
