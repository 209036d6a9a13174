package io.trebuchet.actors;

import io.trebuchet.config.TrialSpec;
import io.trebuchet.control.Verdict;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.Series;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.metrics.TrialSteps;
import io.trebuchet.trial.ResultRow;
import io.trebuchet.trial.TrialEvents;
import io.trebuchet.trial.TrialRun;
import io.trebuchet.trial.TrialTerms;
import org.jspecify.annotations.Nullable;

/** What a trial tells of itself: its events, its result, and which steps it recorded. */
final class TrialAccount {
  private final TrialSpec spec;
  private final TrialTerms terms;
  private TrialEvents events;
  private boolean owing;

  private TrialAccount(TrialSpec spec, TrialTerms terms, TrialEvents events) {
    this.spec = spec;
    this.terms = terms;
    this.events = events;
  }

  /** That of a trial whose problem is not known yet. */
  static TrialAccount of(TrialSpec spec, TrialTerms terms) {
    Series series = TrialEvents.series(spec, terms, spec.rate().c(Double.NaN));
    return new TrialAccount(spec, terms, TrialEvents.of(series, terms.settings()));
  }

  /** It is known now, and with it the trial's series. */
  void begins(Series series) {
    events = TrialEvents.of(series, terms.settings());
  }

  TrialEvents events() {
    return events;
  }

  /** Steps were computed that the stream has not been offered. */
  void owes() {
    owing = true;
  }

  /** It has been offered all. */
  void owesNothing() {
    owing = false;
  }

  /**
   * What was recorded; an error between a chunk and its offer leaves nobody to say what that is.
   */
  @Nullable TrialSteps steps(@Nullable TrialRun run) {
    return run == null || owing ? null : run.steps();
  }

  /** The result at a halt. */
  TrialResult result(@Nullable TrialRun run, Verdict.Halt halt) {
    return row(run, halt.outcome(), TrialEvents.words(halt, terms.settings().rule()));
  }

  /** The result of a trial whose metrics nobody takes any more. */
  TrialResult refused(@Nullable TrialRun run, Throwable cause) {
    return row(run, Outcome.FAILED, "metrics refused: " + TrialFailure.words(cause));
  }

  private TrialResult row(@Nullable TrialRun run, Outcome outcome, String words) {
    return run == null ? ResultRow.notStarted(spec, outcome, words) : run.result(outcome, words);
  }
}
