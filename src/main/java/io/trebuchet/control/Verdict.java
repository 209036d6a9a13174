package io.trebuchet.control;

import io.trebuchet.metrics.Outcome;

/** What the rules say of a trial at a step. */
public sealed interface Verdict {
  /** The only instance of {@link Continue}: a step without verdict allocates nothing. */
  Verdict CONTINUE = new Continue();

  /** Ends the trial as {@code stopped}: what a rule of one's own answers. */
  static Verdict stop(long step, String evidence) {
    return new Halt(Outcome.STOPPED, StopReason.RULE, step, evidence);
  }

  /** The trial goes on. */
  record Continue() implements Verdict {}

  /**
   * The trial waits at this very step until a rule that compares trials has decided.
   *
   * @param from index of the first of the rule's points in time that the step has reached
   * @param to index of the last one
   * @param loss at the step
   */
  record Report(long step, long from, long to, double loss) implements Verdict {}

  /**
   * The trial has ended at this very step.
   *
   * @param reason the word in {@code stop_reason}, see {@link StopReason}
   * @param step the trial's last step
   * @param evidence the numbers that the verdict rests on, for people and for the audit
   */
  record Halt(Outcome outcome, StopReason reason, long step, String evidence) implements Verdict {}
}
