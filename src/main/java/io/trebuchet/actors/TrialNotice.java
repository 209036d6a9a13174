package io.trebuchet.actors;

import io.trebuchet.control.Verdict;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.metrics.TrialSteps;
import org.jspecify.annotations.Nullable;

/** What a trial tells its parent. */
public sealed interface TrialNotice
    permits SharesProducts,
        TrialNotice.TrialHalted,
        TrialNotice.TrialEnded,
        TrialNotice.TrialReported,
        TrialNotice.CheckpointRefused {
  /** The rules gave a verdict; the trial waits. {@code tail} ends with the verdict's step. */
  record TrialHalted(String trial, Verdict.Halt halt, MetricBlock tail) implements TrialNotice {}

  /**
   * The trial is over and all its metrics have been taken by the stream.
   *
   * @param steps all that it recorded; null if it cannot tell
   */
  record TrialEnded(String trial, TrialResult result, @Nullable TrialSteps steps)
      implements TrialNotice {}

  /** The trial waits for the decision of a rule that compares trials. */
  record TrialReported(String trial, Verdict.Report report) implements TrialNotice {}

  /** A checkpoint belongs to something else; the sweep must not go on. */
  record CheckpointRefused(String trial, String why) implements TrialNotice {}
}
