package io.trebuchet.cli.terminal;

import io.trebuchet.cli.terminal.BoardSnapshot.Row;
import io.trebuchet.cli.terminal.BoardSnapshot.State;
import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.EngineSample;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.streams.LiveHub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The bounded state of a running sweep, fed from its metric stream. Thread-safe. Emissions of
 * trials that were not planned count in the totals only.
 */
public final class LiveBoard {
  private static final long TRACE_BYTES = 16 << 20;

  /** No screen is wider than this many marks of a trace. */
  private static final int MOST_RANGES = 64;

  private final String sweep;
  private final LiveHub hub;
  private final LongSupplier nanoTime;
  private final long start;
  private final Map<String, TrialProgress> trials = new LinkedHashMap<>();
  private final RecentRate pointRate = new RecentRate();
  private long points;
  private long steps;
  private int restored;
  private int running;
  private int ended;

  private LiveBoard(String sweep, List<Planned> planned, LongSupplier nanoTime) {
    this.sweep = sweep;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
    this.hub = LiveHub.create(planned.size(), List.of(Metric.LOSS), TRACE_BYTES);
    for (Planned trial : planned) {
      String id = trial.trial();
      trials.put(
          id, TrialProgress.create(id, trial.c(), () -> hub.series(id, Metric.LOSS, MOST_RANGES)));
    }
  }

  /** A trial that will run. */
  public record Planned(String trial, double c) {}

  /**
   * A board on which every trial is pending; the elapsed time counts from now.
   *
   * @param nanoTime a clock as {@link System#nanoTime}
   */
  public static LiveBoard create(String sweep, List<Planned> planned, LongSupplier nanoTime) {
    return new LiveBoard(sweep, planned, nanoTime);
  }

  /** Marks a trial as ended before this process began, so that it does not count in any rate. */
  public synchronized void restore(TrialResult result) {
    TrialProgress trial = trials.get(result.trial());
    if (trial != null && trial.state() != State.ENDED) {
      end(trial, result);
      restored++;
    }
  }

  /** Takes an element of the metric stream. */
  public void accept(Emission emission) {
    switch (emission) {
      case MetricBlock block -> accept(block);
      case TrialEvent event -> accept(event);
      case EngineSample sample -> {
        // It tells of the stream, not of a trial.
      }
    }
  }

  /** Takes consecutive steps of a trial. */
  public synchronized void accept(MetricBlock block) {
    count(block);
    TrialProgress trial = trials.get(block.series().trial());
    if (trial != null && trial.state() != State.ENDED) {
      begin(trial);
      hub.accept(block);
      steps += trial.add(block);
    }
  }

  /** Takes the start or the end of a trial. */
  public synchronized void accept(TrialEvent event) {
    count(event);
    TrialProgress trial = trials.get(event.series().trial());
    if (trial == null || trial.state() == State.ENDED) {
      return;
    }
    switch (event.state()) {
      case STARTED -> begin(trial);
      case ENDED -> {
        TrialResult result = event.result();
        if (result == null) {
          throw new IllegalArgumentException(
              "the end of trial " + event.series().trial() + " comes without its result");
        }
        steps += end(trial, result);
      }
    }
  }

  /** How many trials there are. */
  public int size() {
    return trials.size();
  }

  /** How many trials have ended. */
  public synchronized int ended() {
    return ended;
  }

  /** The sweep now. */
  public synchronized BoardSnapshot snapshot() {
    long elapsed = elapsed();
    double seconds = elapsed / 1e9;
    List<Row> rows = new ArrayList<>(trials.size());
    for (TrialProgress trial : trials.values()) {
      rows.add(trial.row());
    }
    boolean over = ended == trials.size();
    return new BoardSnapshot(
        sweep,
        Duration.ofNanos(elapsed),
        rows,
        trials.size() - running - ended,
        running,
        ended,
        steps,
        points,
        elapsed == 0 ? 0 : (ended - restored) / seconds,
        over && elapsed > 0 ? points / seconds : pointRate.perSecond(elapsed),
        left(elapsed));
  }

  /**
   * A running trial counts as half done, since nobody knows when it will converge: so the oldest
   * one takes at least as long as it has taken.
   */
  private Optional<Duration> left(long elapsed) {
    if (ended == trials.size()) {
      return Optional.of(Duration.ZERO);
    }
    int endedHere = ended - restored;
    if (endedHere == 0 || elapsed == 0) {
      return Optional.empty();
    }
    double done = endedHere + 0.5 * running;
    double remaining = trials.size() - ended - 0.5 * running;
    long oldest =
        trials.values().stream()
            .filter(trial -> trial.state() == State.RUNNING)
            .mapToLong(trial -> elapsed - trial.begun())
            .max()
            .orElse(0);
    return Optional.of(Duration.ofNanos(Math.max(oldest, (long) (elapsed * (remaining / done)))));
  }

  private void begin(TrialProgress trial) {
    if (trial.state() == State.PENDING) {
      trial.begin(elapsed());
      running++;
    }
  }

  private long end(TrialProgress trial, TrialResult result) {
    if (trial.state() == State.RUNNING) {
      running--;
    }
    ended++;
    return trial.end(result, ended);
  }

  private void count(Emission emission) {
    points += emission.rows();
    pointRate.add(elapsed(), emission.rows());
  }

  private long elapsed() {
    return Math.max(0, nanoTime.getAsLong() - start);
  }
}
