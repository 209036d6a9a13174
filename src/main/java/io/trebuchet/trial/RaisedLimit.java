package io.trebuchet.trial;

import io.trebuchet.control.ControlRule;
import io.trebuchet.control.StopReason;
import io.trebuchet.control.StopSettings;
import io.trebuchet.control.TrialRules;
import io.trebuchet.control.Verdict;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.TrialResult;
import java.util.Collection;
import java.util.List;

/**
 * What it means to a sweep that {@code stop.max-steps} is higher than it was: trials that the limit
 * ended go on, as if it had been this high from the start.
 *
 * @param earlier the lower limits, in order; empty if there was none
 */
public record RaisedLimit(StopSettings stop, ControlRule rule, List<Long> earlier) {
  /** Copies the list. */
  public RaisedLimit {
    earlier = List.copyOf(earlier);
  }

  /** Where the limit has always been the same. */
  static RaisedLimit never(StopSettings stop, ControlRule rule) {
    return new RaisedLimit(stop, rule, List.of());
  }

  /** Where it was one of these, too. */
  public static RaisedLimit of(StopSettings stop, ControlRule rule, Collection<Long> limits) {
    return new RaisedLimit(
        stop,
        rule,
        limits.stream().filter(limit -> limit < stop.maxSteps()).distinct().sorted().toList());
  }

  /** Whether a trial that ended goes on. */
  public boolean reopens(TrialResult ended) {
    if (earlier.isEmpty() || ended.steps() >= stop.maxSteps()) {
      return false;
    }
    boolean atLimit = ended.stopReason().equals(StopReason.STEP_LIMIT.word());
    return atLimit || (endsLate(ended.outcome()) && earlier.contains(ended.steps()));
  }

  /** With no rule at all, a trial hears only at the limit that its loss was lost long ago. */
  private boolean endsLate(Outcome outcome) {
    return rule instanceof ControlRule.None
        && (outcome == Outcome.DIVERGED || outcome == Outcome.DEAD);
  }

  /** Whether a trial can go on from a checkpoint, perhaps of a time when the limit was lower. */
  public boolean serves(TrialCheckpoint checkpoint) {
    if (!isEarlier(checkpoint)) {
      return true;
    }
    // Whether the loss had stood still for long enough, or the limit had come, nobody can tell.
    boolean doubtful =
        checkpoint.verdict() instanceof Verdict.Halt halt
            && halt.reason() == StopReason.DEAD
            && rule instanceof ControlRule.None
            && stop.lossChange() > 0
            && earlier.contains(checkpoint.step());
    return !doubtful
        && TrialRules.carriesOver(
            checkpoint.ruleMemory(), checkpoint.step(), earlier.getFirst(), stop.maxSteps());
  }

  /** What ends a trial at its checkpoint: not a limit that is higher by now. */
  Verdict verdict(TrialCheckpoint checkpoint) {
    return checkpoint.verdict() instanceof Verdict.Halt halt
            && isEarlier(checkpoint)
            && (halt.reason() == StopReason.STEP_LIMIT || endsLate(halt.outcome()))
        ? Verdict.CONTINUE
        : checkpoint.verdict();
  }

  private boolean isEarlier(TrialCheckpoint checkpoint) {
    return !earlier.isEmpty()
        && TrialRules.limit(checkpoint.ruleMemory(), earlier.getFirst()) < stop.maxSteps();
  }
}
