package io.trebuchet.control;

import io.trebuchet.metrics.Outcome;

/** What the rules say of a trial at a step. */
public sealed interface Verdict {
  /** The only instance of {@link Continue}: a step without verdict allocates nothing. */
  Verdict CONTINUE = new Continue();

  /** The trial goes on. */
  record Continue() implements Verdict {}

  /**
   * The trial has ended at this very step.
   *
   * @param reason the word in {@code stop_reason}, see {@link StopReason}
   * @param step the trial's last step
   * @param evidence the numbers that the verdict rests on, for people and for the audit
   */
  record Halt(Outcome outcome, StopReason reason, long step, String evidence) implements Verdict {}
}
