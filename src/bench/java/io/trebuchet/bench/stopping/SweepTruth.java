package io.trebuchet.bench.stopping;

import io.trebuchet.config.TrialSpec;
import io.trebuchet.control.ControlRule;
import io.trebuchet.control.Replay;
import io.trebuchet.control.StopSettings;
import io.trebuchet.control.StopTally;
import io.trebuchet.control.Tournament;
import io.trebuchet.control.Verdict;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.observe.CloserLook;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The trials of one sweep, each computed once to its own end and shown to all rules step by step.
 * Add trials in any order and from any thread, then ask.
 */
public final class SweepTruth {
  private final StopSettings stop;
  private final List<ControlRule> rules;
  private final Ran[] trials;

  /** A trial's replays, in the order of the rules. */
  private record Ran(String trial, StopTally.Truth truth, List<Replay> replays) {}

  private SweepTruth(StopSettings stop, List<ControlRule> rules, int trials) {
    this.stop = stop;
    this.rules = rules;
    this.trials = new Ran[trials];
  }

  /** A sweep of so many trials, none of them run yet. */
  public static SweepTruth create(StopSettings stop, List<ControlRule> rules, int trials) {
    return new SweepTruth(stop, rules, trials);
  }

  /** Runs a trial until it ends by itself or a number is no longer finite. */
  public void run(int index, TrialSpec spec, Problem problem) {
    double rate = spec.rate().eta(problem.initialLambdaMax());
    Replay own = Replay.create(ControlRule.NON_FINITE, stop, rate);
    List<Replay> replays = new ArrayList<>();
    rules.forEach(rule -> replays.add(Replay.create(rule, stop, rate)));
    Measurement m = new Measurement();
    try (GradientDescent descent = problem.start(rate)) {
      CloserLook state = CloserLook.of(problem, descent);
      for (long step = 0; own.halt().isEmpty(); step++) {
        if (step > 0) {
          descent.advance();
        }
        descent.measure(m);
        CloserLook closer = CloserLook.shared(state);
        own.observe(step, m, closer);
        for (Replay replay : replays) {
          replay.observe(step, m, closer);
        }
      }
    }
    synchronized (trials) {
      trials[index] = new Ran(spec.id(), truth(own), replays);
    }
  }

  private StopTally.Truth truth(Replay own) {
    long last = own.lastStep();
    long without =
        switch (own.outcome()) {
          // Not a number never changes again, so that nothing but the limit ends the trial.
          case DIVERGED -> stop.maxSteps();
          case DEAD -> Math.min(stop.maxSteps(), last + stop.patience());
          case CONVERGED, OSCILLATING, INCOMPLETE, STOPPED, FAILED -> last;
        };
    return new StopTally.Truth(own.outcome(), last, without);
  }

  /** How many trials ended so. */
  public long count(Outcome outcome) {
    synchronized (trials) {
      long count = 0;
      for (Ran ran : trials) {
        count += ran.truth().outcome() == outcome ? 1 : 0;
      }
      return count;
    }
  }

  /**
   * What each rule did, in their order.
   *
   * @param places trials that run side by side, for rules that compare them
   */
  public List<StopTally> tallies(int places) {
    synchronized (trials) {
      List<StopTally> tallies = new ArrayList<>();
      for (int rule = 0; rule < rules.size(); rule++) {
        Map<String, Verdict.Halt> stopped = tournament(rule, places);
        StopTally tally = StopTally.EMPTY;
        for (Ran ran : trials) {
          Optional<Verdict.Halt> verdict =
              Optional.ofNullable(stopped.get(ran.trial())).or(ran.replays().get(rule)::halt);
          tally = tally.plus(StopTally.of(ran.truth(), verdict));
        }
        tallies.add(tally);
      }
      return tallies;
    }
  }

  private Map<String, Verdict.Halt> tournament(int rule, int places) {
    if (!(rules.get(rule) instanceof ControlRule.Comparing comparing)) {
      return Map.of();
    }
    List<Tournament.Entry> entries = new ArrayList<>();
    for (Ran ran : trials) {
      entries.add(Tournament.Entry.of(ran.trial(), ran.replays().get(rule)));
    }
    return Tournament.play(comparing, entries, places);
  }
}
