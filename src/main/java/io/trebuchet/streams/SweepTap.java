package io.trebuchet.streams;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.EngineSample;
import io.trebuchet.metrics.LiveSource;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.ReducedSteps;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.metrics.TrialState;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The live tap of a sweep, for the terminal and the page alike: takes every emission, keeps each
 * trial's state and a reduction of its steps in bounded memory, and lets viewers look at their own
 * pace. A slow one sees less often what has happened, and never holds a trial back. Thread-safe; a
 * viewer holds a lock for one trial only, and only while it copies a few hundred buckets.
 */
public final class SweepTap implements LiveSource, Consumer<Emission> {
  private final Map<String, TappedTrial> trials = new LinkedHashMap<>();
  private final AtomicLong version = new AtomicLong();
  private final Room room;
  private final RecentRate rate;

  private SweepTap(List<TrialState> planned, Limits limits, LongSupplier nanoTime) {
    this.rate = RecentRate.create(nanoTime);
    this.room = new Room(limits, trials.values());
    for (TrialState trial : planned) {
      trials.put(trial.trial(), new TappedTrial(trial, limits.metrics(), limits.bucketsPerTrial()));
    }
  }

  /** A tap on which every trial is as given; emissions of other trials are left out. */
  public static SweepTap create(List<TrialState> planned, Limits limits) {
    return create(planned, limits, System::nanoTime);
  }

  /**
   * The same.
   *
   * @param nanoTime a clock as {@link System#nanoTime}
   */
  public static SweepTap create(List<TrialState> planned, Limits limits, LongSupplier nanoTime) {
    return new SweepTap(planned, limits, nanoTime);
  }

  /**
   * How much a tap may hold.
   *
   * @param metrics what is kept of the steps
   * @param bucketsPerTrial buckets of one trial
   * @param bucketsInAll buckets of all trials together; the oldest ended ones give theirs up first
   * @param leastBuckets what a trial keeps as long as it can
   */
  public record Limits(
      List<Metric> metrics, int bucketsPerTrial, int bucketsInAll, int leastBuckets) {
    /** Copies the list. */
    public Limits {
      metrics = List.copyOf(metrics);
    }

    /** Every metric, 1024 buckets a trial, and about 60 MB in all. */
    public static Limits usual() {
      return new Limits(Metric.all(), 1024, 200_000, 16);
    }

    /** What a terminal shows: the loss, in about 12 MB. */
    public static Limits lossOnly() {
      return new Limits(List.of(Metric.LOSS), 1024, 200_000, 16);
    }
  }

  @Override
  public void accept(Emission emission) {
    rate.add(emission.rows());
    switch (emission) {
      case MetricBlock block -> accept(block);
      case TrialEvent event -> accept(event);
      case EngineSample sample -> {}
    }
  }

  private void accept(MetricBlock block) {
    TappedTrial trial = trials.get(block.series().trial());
    if (trial != null && block.rows() > 0) {
      room.account(trial.add(block, version));
    }
  }

  private void accept(TrialEvent event) {
    TappedTrial trial = trials.get(event.series().trial());
    if (trial == null) {
      return;
    }
    switch (event.state()) {
      case STARTED -> {
        if (trial.start(event.series().c(), version)) {
          room.continued(trial);
        }
      }
      case RULE_FAILED -> {}
      case ENDED -> {
        TrialResult result = event.result();
        if (result != null && trial.end(result, version)) {
          room.ended(trial);
        }
      }
    }
  }

  /** Rows of any trial a second, over the last few. */
  public double pointsPerSecond() {
    return rate.perSecond();
  }

  /** Takes a trial that ended before this process began. */
  public void restore(TrialResult result) {
    TappedTrial trial = trials.get(result.trial());
    if (trial != null) {
      trial.end(result, version);
    }
  }

  /** Marks a trial that a user holds, or lets go on. */
  public void hold(String trial, boolean paused) {
    TappedTrial held = trials.get(trial);
    if (held != null) {
      held.hold(paused, version);
    }
  }

  /** The same of several trials, or of all if none is named. */
  public void hold(List<String> names, boolean paused) {
    (names.isEmpty() ? List.copyOf(trials.keySet()) : names).forEach(name -> hold(name, paused));
  }

  @Override
  public long version() {
    return version.get();
  }

  @Override
  public List<TrialState> trials() {
    return trials.values().stream().map(TappedTrial::state).toList();
  }

  @Override
  public List<TrialState> changedSince(long since) {
    return trials.values().stream()
        .map(TappedTrial::state)
        .filter(state -> state.version() > since)
        .toList();
  }

  @Override
  public Optional<TrialState> trial(String id) {
    return Optional.ofNullable(trials.get(id)).map(TappedTrial::state);
  }

  @Override
  public Optional<ReducedSteps> steps(
      String trial, List<Metric> metrics, long from, long to, int buckets) {
    TappedTrial kept = trials.get(trial);
    return kept == null ? Optional.empty() : kept.steps(metrics, from, to, buckets);
  }

  /** How many buckets are held. */
  long buckets() {
    return room.held();
  }

  /** Sees to it that all trials together keep within the limits. */
  private static final class Room {
    private final Limits limits;
    private final Collection<TappedTrial> trials;
    private final Deque<TappedTrial> ended = new ArrayDeque<>();
    private long held;

    Room(Limits limits, Collection<TappedTrial> trials) {
      this.limits = limits;
      this.trials = trials;
    }

    synchronized long held() {
      return held;
    }

    synchronized void account(int change) {
      held += change;
      if (held > limits.bucketsInAll()) {
        makeRoom();
      }
    }

    synchronized void ended(TappedTrial trial) {
      ended.add(trial);
    }

    synchronized void continued(TappedTrial trial) {
      ended.remove(trial);
    }

    /** Ended trials become coarser first, then all, and at last the oldest ended are dropped. */
    private void makeRoom() {
      halveEnded(limits.leastBuckets());
      halveAll();
      halveEnded(0);
    }

    private void halveEnded(int least) {
      int left = ended.size();
      while (held > limits.bucketsInAll() && left-- > 0) {
        TappedTrial oldest = ended.remove();
        int change = oldest.halve(least);
        held += change;
        if (oldest.holds()) {
          ended.add(oldest);
        }
        if (change < 0) {
          left = Math.max(left, ended.size());
        }
      }
    }

    private void halveAll() {
      int change = -1;
      while (held > limits.bucketsInAll() && change < 0) {
        change = trials.stream().mapToInt(trial -> trial.halve(limits.leastBuckets())).sum();
        held += change;
      }
    }
  }
}
