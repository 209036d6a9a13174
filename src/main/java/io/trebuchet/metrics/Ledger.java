package io.trebuchet.metrics;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The account of one sink: every row that was produced ends up stored (acknowledged), spooled,
 * quarantined (refused, and kept in a file) or dropped; until then it is under way. Thread-safe.
 */
public final class Ledger {
  private final String sink;
  private final Map<String, Long> stepsByTrial = new TreeMap<>();
  private final Map<String, TrialSteps> recorded = new TreeMap<>();
  private long computedSteps;
  private int attempt = 1;
  private RowCounts produced = RowCounts.NONE;
  private RowCounts stored = RowCounts.NONE;
  private RowCounts spooled = RowCounts.NONE;
  private RowCounts quarantined = RowCounts.NONE;
  private RowCounts dropped = RowCounts.NONE;

  private Ledger(String sink) {
    this.sink = sink;
  }

  /** An empty account of a sink such as {@code questdb}. */
  public static Ledger create(String sink) {
    return new Ledger(sink);
  }

  /**
   * An account that goes on with what earlier processes left, all of which counts as produced.
   *
   * @param stepsByTrial what is kept of each trial
   * @param recorded what trials of earlier processes said that they recorded, which counts instead
   * @param events rows of {@code trial} that are kept
   * @param samples rows of {@code engine} that are kept
   * @param refused how many of all these the sink refused
   */
  public static Ledger resumed(
      String sink,
      Map<String, Long> stepsByTrial,
      Map<String, TrialSteps> recorded,
      long events,
      long samples,
      RowCounts refused) {
    Ledger ledger = resumed(sink, stepsByTrial, recorded, events, samples);
    ledger.quarantined(refused);
    return ledger;
  }

  /** The same of a sink that refused nothing. */
  public static Ledger resumed(
      String sink,
      Map<String, Long> stepsByTrial,
      Map<String, TrialSteps> recorded,
      long events,
      long samples) {
    long steps = stepsByTrial.values().stream().mapToLong(Long::longValue).sum();
    Ledger ledger = new Ledger(sink);
    ledger.computedSteps = steps;
    ledger.stepsByTrial.putAll(stepsByTrial);
    ledger.recorded.putAll(recorded);
    ledger.produced = new RowCounts(steps, events, samples);
    ledger.stored = ledger.produced;
    return ledger;
  }

  /** An account that goes on from where another one stood. */
  public static Ledger of(Balance balance) {
    Ledger ledger = new Ledger(balance.sink());
    ledger.attempt = balance.attempt();
    ledger.computedSteps = balance.computedSteps();
    balance.stepsByTrial().forEach((trial, steps) -> ledger.stepsByTrial.put(trial, steps.rows()));
    ledger.recorded.putAll(balance.recorded());
    Count step = balance.step();
    Count trial = balance.trial();
    Count engine = balance.engine();
    ledger.produced = new RowCounts(step.produced(), trial.produced(), engine.produced());
    ledger.stored = new RowCounts(step.stored(), trial.stored(), engine.stored());
    ledger.spooled = new RowCounts(step.spooled(), trial.spooled(), engine.spooled());
    ledger.quarantined =
        new RowCounts(step.quarantined(), trial.quarantined(), engine.quarantined());
    ledger.dropped = new RowCounts(step.dropped(), trial.dropped(), engine.dropped());
    return ledger;
  }

  /** Says which process of the run keeps it from now on, the first being 1. */
  public synchronized Ledger ofAttempt(int number) {
    attempt = number;
    return this;
  }

  /** Counts an emission that a trial handed over. */
  public synchronized void produced(Emission emission) {
    produced = produced.plus(RowCounts.of(emission));
    if (emission instanceof MetricBlock block && block.rows() > 0) {
      stepsByTrial.merge(block.series().trial(), (long) block.rows(), Long::sum);
      recorded.remove(block.series().trial());
    }
  }

  /**
   * Takes in what a trial recorded in all, after its last rows.
   *
   * @param steps null if it cannot tell
   * @return what is known of it now, if anything is
   */
  public synchronized @Nullable TrialSteps recorded(String trial, @Nullable TrialSteps steps) {
    if (steps != null) {
      recorded.put(trial, steps);
    }
    return recorded.get(trial);
  }

  /** What trials that do not go on recorded, by id. */
  public synchronized Map<String, TrialSteps> recorded() {
    return Map.copyOf(recorded);
  }

  /** Counts steps that were computed, recorded or not. */
  public synchronized void computed(long steps) {
    computedSteps += steps;
  }

  /** Counts rows that the sink acknowledged. */
  public synchronized void stored(RowCounts rows) {
    stored = stored.plus(rows);
  }

  /** Counts rows that were put into the spool. */
  public synchronized void spooled(RowCounts rows) {
    spooled = spooled.plus(rows);
  }

  /**
   * Counts rows of the spool that the sink acknowledged. A spool whose position was lost sends rows
   * again that had been counted already: they do not count twice.
   */
  public synchronized void storedFromSpool(RowCounts rows) {
    RowCounts counted =
        new RowCounts(
            Math.min(rows.steps(), spooled.steps()),
            Math.min(rows.events(), spooled.events()),
            Math.min(rows.samples(), spooled.samples()));
    spooled = spooled.minus(counted);
    stored = stored.plus(counted);
  }

  /** Counts rows that a sink took for itself and then refused: they are kept in a file. */
  public synchronized void quarantined(RowCounts rows) {
    quarantined = quarantined.plus(rows);
    stored = stored.minus(rows);
  }

  /**
   * Takes in what the spool holds: of what it was said to hold, the rest has been taken by the sink
   * of a process that ended before it could say so.
   */
  public synchronized void spoolHolds(RowCounts rows) {
    stored = stored.plus(spooled).minus(rows);
    spooled = rows;
  }

  /** Takes in what is left in a spool that was damaged: the rest is lost. */
  public synchronized void spoolKept(RowCounts rows) {
    dropped = dropped.plus(spooled).minus(rows);
    spooled = rows;
  }

  /** Counts rows that earlier processes produced and nobody has any more. */
  public synchronized void lost(RowCounts rows) {
    produced = produced.plus(rows);
    dropped = dropped.plus(rows);
  }

  /** Counts rows that were given up. */
  public synchronized void dropped(RowCounts rows) {
    dropped = dropped.plus(rows);
  }

  /** Rows of {@code step} and {@code trial} that trials have handed over so far. */
  public synchronized long producedRows() {
    return produced.steps() + produced.events();
  }

  /** Rows of {@code step} and {@code trial} whose fate is known; never more than were produced. */
  public synchronized long settledRows() {
    return settled(stored) + settled(spooled) + settled(quarantined) + settled(dropped);
  }

  private static long settled(RowCounts rows) {
    return rows.steps() + rows.events();
  }

  private Count count(ToLongFunction<RowCounts> of) {
    return new Count(
        of.applyAsLong(produced),
        of.applyAsLong(stored),
        of.applyAsLong(spooled),
        of.applyAsLong(quarantined),
        of.applyAsLong(dropped));
  }

  /** The account as it stands. */
  public synchronized Balance balance() {
    Map<String, TrialSteps> trials = new TreeMap<>();
    stepsByTrial.forEach((trial, rows) -> trials.put(trial, new TrialSteps(rows, null)));
    trials.putAll(recorded);
    trials.values().removeIf(steps -> steps.rows() == 0);
    Count steps = count(RowCounts::steps).withStored(unlikeRecorded());
    return new Balance(
        sink,
        steps,
        count(RowCounts::events),
        count(RowCounts::samples),
        Math.max(computedSteps, steps.produced()),
        trials,
        attempt);
  }

  /**
   * How many rows more trials recorded than were counted here: those that a sink had acknowledged
   * to earlier processes and lost before this one began; negative where it had gained some.
   */
  private long unlikeRecorded() {
    long rows = 0;
    for (Map.Entry<String, TrialSteps> trial : recorded.entrySet()) {
      rows += trial.getValue().rows() - stepsByTrial.getOrDefault(trial.getKey(), 0L);
    }
    return rows;
  }

  /**
   * The account in {@code ledger.json}.
   *
   * @param step rows of the measurement {@code step}
   * @param trial rows of the measurement {@code trial}
   * @param engine rows of the measurement {@code engine}
   * @param computedSteps steps that were computed, of which {@code record.mode} may keep fewer
   * @param stepsByTrial produced rows of {@code step} by trial id, those of no row left out
   * @param attempt which process of the run wrote it, the first being 1
   */
  public record Balance(
      String sink,
      Count step,
      Count trial,
      Count engine,
      long computedSteps,
      Map<String, TrialSteps> stepsByTrial,
      int attempt) {
    /** Runs of earlier versions have no account of {@code engine}, and no attempts. */
    public Balance(
        String sink,
        Count step,
        Count trial,
        @Nullable Count engine,
        long computedSteps,
        Map<String, TrialSteps> stepsByTrial,
        int attempt) {
      this.sink = sink;
      this.step = step;
      this.trial = trial;
      this.engine = engine == null ? Count.NONE : engine;
      this.computedSteps = Math.max(computedSteps, step.produced());
      this.stepsByTrial = stepsByTrial;
      this.attempt = Math.max(1, attempt);
    }

    /** An account without rows of {@code engine}, of a run that recorded every step. */
    public Balance(String sink, Count step, Count trial, Map<String, TrialSteps> stepsByTrial) {
      this(sink, step, trial, null, step.produced(), stepsByTrial, 1);
    }

    /** The same with other numbers of state changes and of samples. */
    public Balance with(Count trial, Count engine) {
      return new Balance(sink, step, trial, engine, computedSteps, stepsByTrial, attempt);
    }

    /** The trials of which more is known than how many rows there were. */
    public Map<String, TrialSteps> recorded() {
      Map<String, TrialSteps> recorded = new TreeMap<>(stepsByTrial);
      recorded.values().removeIf(steps -> steps.checksum() == null);
      return recorded;
    }

    /** Whether all measurements balance. */
    public boolean balances() {
      return step.balances() && trial.balances() && engine.balances();
    }

    /** Rows that wait in the spool. */
    public long spooled() {
      return step.spooled() + trial.spooled() + engine.spooled();
    }

    /** Rows that the sink refused. */
    public long quarantined() {
      return step.quarantined() + trial.quarantined() + engine.quarantined();
    }

    /** Rows that were given up. */
    public long dropped() {
      return step.dropped() + trial.dropped() + engine.dropped();
    }
  }

  /** Rows by where they ended up. */
  public record Count(long produced, long stored, long spooled, long quarantined, long dropped) {
    /** No rows at all. */
    public static final Count NONE = new Count(0, 0, 0, 0);

    /** Rows of which the sink refused none. */
    public Count(long produced, long stored, long spooled, long dropped) {
      this(produced, stored, spooled, 0, dropped);
    }

    /** The same with more rows, or fewer, that were produced and stored. */
    Count withStored(long more) {
      return new Count(produced + more, stored + more, spooled, quarantined, dropped);
    }

    /** The same once the spool was sent, where so many are lost and no more. */
    public Count losing(long lost) {
      return new Count(produced, produced - lost - quarantined, 0, quarantined, lost);
    }

    /** produced = stored + spooled + quarantined + dropped. */
    public boolean balances() {
      return produced == settled();
    }

    /** Rows whose fate is known. */
    public long settled() {
      return stored + spooled + quarantined + dropped;
    }
  }
}
