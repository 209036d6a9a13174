package io.trebuchet.terminal;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.EngineSample;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.metrics.TrialState;
import io.trebuchet.metrics.TrialState.Stage;
import io.trebuchet.streams.SweepTap;
import io.trebuchet.terminal.BoardSnapshot.LossRange;
import io.trebuchet.terminal.BoardSnapshot.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A running sweep's counts and rates beside what its tap knows of each trial, which has seen first
 * whatever the board takes. Thread-safe. Emissions of trials that were not planned count in the
 * totals only.
 */
public final class LiveBoard {
  /** No screen is wider than this many marks of a trace. */
  private static final int MOST_RANGES = 64;

  private final String sweep;
  private final SweepTap tap;
  private final LongSupplier nanoTime;
  private final long start;
  private final Map<String, Counted> trials = new LinkedHashMap<>();
  private long points;
  private long steps;
  private int restored;
  private int running;
  private int ended;
  private int order;

  private LiveBoard(String sweep, SweepTap tap, LongSupplier nanoTime) {
    this.sweep = sweep;
    this.tap = tap;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
    tap.trials().forEach(trial -> trials.put(trial.trial(), new Counted()));
  }

  /** What was counted of a trial; {@code begun} is −1 before its start. */
  private static final class Counted {
    private long begun = -1;
    private long step = -1;
    private int endedOrder = -1;
    private boolean restored;

    /** Ended trials do not change, so snapshots share their rows. */
    private @Nullable Row settled;

    boolean runs() {
      return begun >= 0 && endedOrder < 0;
    }
  }

  /**
   * A board over a tap; the elapsed time counts from now.
   *
   * @param nanoTime a clock as {@link System#nanoTime}
   */
  public static LiveBoard over(SweepTap tap, String sweep, LongSupplier nanoTime) {
    return new LiveBoard(sweep, tap, nanoTime);
  }

  /** Marks a trial as ended before this process began, so that it does not count in any rate. */
  public synchronized void restore(TrialResult result) {
    Counted trial = trials.get(result.trial());
    if (trial != null && trial.endedOrder < 0) {
      end(trial);
      trial.restored = true;
      restored++;
    }
  }

  /** Takes an element of the metric stream. */
  public void accept(Emission emission) {
    switch (emission) {
      case MetricBlock block -> count(block);
      case TrialEvent event -> count(event);
      case EngineSample sample -> {
        // It tells of the stream, not of a trial.
      }
    }
  }

  private synchronized void count(MetricBlock block) {
    points += block.rows();
    Counted trial = trials.get(block.series().trial());
    if (trial != null && trial.endedOrder < 0 && block.rows() > 0) {
      begin(trial);
      // Of a resumed trial the steps before its first row belong to another process.
      long before = trial.step >= 0 ? trial.step : Math.max(0, block.step(0) - 1);
      trial.step = block.step(block.rows() - 1);
      steps += Math.max(0, trial.step - before);
    }
  }

  private synchronized void count(TrialEvent event) {
    points += event.rows();
    Counted trial = trials.get(event.series().trial());
    if (trial == null) {
      return;
    }
    switch (event.state()) {
      case STARTED -> {
        if (trial.endedOrder >= 0) {
          takeBack(trial);
        }
        begin(trial);
      }
      case RULE_FAILED -> {}
      case ENDED -> {
        TrialResult result = event.result();
        if (result == null) {
          throw new IllegalArgumentException(
              "the end of trial " + event.series().trial() + " comes without its result");
        }
        if (trial.endedOrder < 0) {
          end(trial);
          // A trial that is not recorded tells of its updates only now.
          steps += Math.max(0, result.steps() - Math.max(0, trial.step));
          trial.step = result.steps();
        }
      }
    }
  }

  private void begin(Counted trial) {
    if (trial.begun < 0) {
      trial.begun = elapsed();
      running++;
    }
  }

  private void end(Counted trial) {
    if (trial.runs()) {
      running--;
    }
    ended++;
    trial.endedOrder = order++;
  }

  /** A user has a stopped trial continued. */
  private void takeBack(Counted trial) {
    ended--;
    restored -= trial.restored ? 1 : 0;
    trial.restored = false;
    trial.endedOrder = -1;
    trial.begun = -1;
    trial.settled = null;
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
    trials.forEach((id, trial) -> rows.add(row(id, trial)));
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
        over && elapsed > 0 ? points / seconds : tap.pointsPerSecond(),
        left(elapsed));
  }

  private Row row(String id, Counted trial) {
    Row settled = trial.settled;
    if (settled != null) {
      return settled;
    }
    TrialState state = tap.trial(id).orElseThrow();
    List<LossRange> trace =
        tap.steps(id, List.of(Metric.LOSS), 0, Long.MAX_VALUE, MOST_RANGES)
            .map(steps -> LossRange.of(steps, MOST_RANGES))
            .orElse(List.of());
    Row row = Row.of(state, trace, trial.endedOrder);
    if (trial.endedOrder >= 0 && state.stage() == Stage.ENDED) {
      trial.settled = row;
    }
    return row;
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
            .filter(Counted::runs)
            .mapToLong(trial -> elapsed - trial.begun)
            .max()
            .orElse(0);
    return Optional.of(Duration.ofNanos(Math.max(oldest, (long) (elapsed * (remaining / done)))));
  }

  private long elapsed() {
    return Math.max(0, nanoTime.getAsLong() - start);
  }
}
