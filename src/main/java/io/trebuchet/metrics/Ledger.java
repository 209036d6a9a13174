package io.trebuchet.metrics;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The account of one sink: every row of {@code step} and {@code trial} that was produced ends up
 * stored (acknowledged), spooled or dropped. Thread-safe.
 */
public final class Ledger {
  private final String sink;
  private final Map<String, LongAdder> stepsByTrial = new ConcurrentHashMap<>();
  private final LongAdder producedSteps = new LongAdder();
  private final LongAdder producedEvents = new LongAdder();
  private final LongAdder storedSteps = new LongAdder();
  private final LongAdder storedEvents = new LongAdder();

  private Ledger(String sink) {
    this.sink = sink;
  }

  /** An empty account of a sink such as {@code questdb}. */
  public static Ledger create(String sink) {
    return new Ledger(sink);
  }

  /** An account that goes on with what a sink holds, all of which counts as produced and stored. */
  public static Ledger resumed(String sink, Map<String, Long> stepsByTrial, long events) {
    Ledger ledger = new Ledger(sink);
    stepsByTrial.forEach(
        (trial, steps) -> {
          ledger.producedSteps.add(steps);
          ledger.storedSteps.add(steps);
          ledger.stepsByTrial.computeIfAbsent(trial, t -> new LongAdder()).add(steps);
        });
    ledger.producedEvents.add(events);
    ledger.storedEvents.add(events);
    return ledger;
  }

  /** Counts an emission that a trial handed over. */
  public void produced(Emission emission) {
    switch (emission) {
      case MetricBlock block -> {
        producedSteps.add(block.rows());
        stepsByTrial
            .computeIfAbsent(block.series().trial(), t -> new LongAdder())
            .add(block.rows());
      }
      case TrialEvent event -> producedEvents.add(event.rows());
    }
  }

  /** Counts rows that the sink acknowledged. */
  public void stored(long steps, long events) {
    storedSteps.add(steps);
    storedEvents.add(events);
  }

  /** Rows of {@code step} and {@code trial} that trials have handed over so far. */
  public long producedRows() {
    return producedSteps.sum() + producedEvents.sum();
  }

  /** Rows of {@code step} and {@code trial} whose fate is known; never more than were produced. */
  public long settledRows() {
    return storedSteps.sum() + storedEvents.sum();
  }

  /** The account as it stands. */
  public Balance balance() {
    Map<String, Long> trials = new TreeMap<>();
    stepsByTrial.forEach((trial, count) -> trials.put(trial, count.sum()));
    return new Balance(
        sink,
        new Count(producedSteps.sum(), storedSteps.sum(), 0, 0),
        new Count(producedEvents.sum(), storedEvents.sum(), 0, 0),
        trials);
  }

  /**
   * The account in {@code ledger.json}.
   *
   * @param step rows of the measurement {@code step}
   * @param trial rows of the measurement {@code trial}
   * @param stepsByTrial produced rows of {@code step} by trial id
   */
  public record Balance(String sink, Count step, Count trial, Map<String, Long> stepsByTrial) {
    /** Whether both measurements balance. */
    public boolean balances() {
      return step.balances() && trial.balances();
    }
  }

  /** Rows by where they ended up. */
  public record Count(long produced, long stored, long spooled, long dropped) {
    /** produced = stored + spooled + dropped. */
    public boolean balances() {
      return produced == stored + spooled + dropped;
    }
  }
}
