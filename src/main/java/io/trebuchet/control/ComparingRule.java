package io.trebuchet.control;

import io.trebuchet.metrics.Outcome;
import java.util.Optional;

/**
 * A rule that compares the trials of a sweep: one instance per sweep, told of every report and
 * every end in the order in which they happen. What it decides therefore depends on which trials
 * run side by side, as with Optuna and Ray Tune.
 */
public interface ComparingRule {
  /** Takes in a report; the evidence if that trial is to be stopped there. */
  Optional<String> report(String trial, Verdict.Report report);

  /** Takes in that a trial is over. */
  void ended(String trial, Outcome outcome);
}
