package io.trebuchet.dashboards;

import java.util.List;
import java.util.Locale;

/** What a panel shows, in words that both kinds of database can be asked in. */
sealed interface Query {
  /** A number of the steps over time: its largest value in each interval, by trial. */
  record Spikes(String column) implements Query {}

  /** θ²/θ²_0 over time: its largest value in each interval, by trial. */
  record NormSpikes() implements Query {}

  /** ηλ_max over time like {@link Spikes}, with the sweep's bounds as lines. */
  record BoundedSpikes(String column) implements Query {}

  /** A number of the steps against step, by trial. */
  record Curves(String column) implements Query {}

  /** θ²/θ²_0 against step, by trial. */
  record NormCurves() implements Query {}

  /** ηλ_max against step like {@link Curves}, with the sweep's bounds as lines. */
  record BoundedCurves(String column) implements Query {}

  /** A final value, or the quotient of two, against c, by seed and grid point. */
  record Finals(String column, String over) implements Query {
    Finals(String column) {
      this(column, "");
    }
  }

  /** Numbers of the steps of one trial against step. */
  record TrialSteps(List<String> columns) implements Query {}

  /** θ²/θ²_0 of one trial against step. */
  record TrialNorm() implements Query {}

  /** The observables that one trial recorded, against step. */
  record TrialObservables() implements Query {}

  /** A number of one trial over time: its largest value in each interval. */
  record TrialSpikes(String column) implements Query {}

  /** The state changes of one trial, a row each. */
  record TrialEvents() implements Query {}

  /** Everything that the end of one trial left, in one row. */
  record TrialResult() implements Query {}

  /** The results of all trials that have ended, a row each. */
  record Results(List<String> columns) implements Query {}

  /** The bounds of the sweep, as values of c. */
  record Bounds() implements Query {}

  /** Each trial's state over time: running, then its outcome. */
  record States() implements Query {}

  /** How many trials had which outcome. */
  record Outcomes() implements Query {}

  /** A number of the engine over time; its largest value in each interval, or its smallest. */
  record Engine(String column, Extreme extreme) implements Query {}

  /** How many steps the database holds. */
  record StoredSteps() implements Query {}

  /** How many steps the trials that have ended computed. */
  record ComputedSteps() implements Query {}

  /** Which end of an interval's values matters. */
  enum Extreme {
    MAX,
    MIN;

    /** As both languages call it. */
    String function() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
