package io.trebuchet.run.boundary;

import io.trebuchet.control.StopReason;

/** How sure an answer is. */
public enum Evidence {
  /** A certificate proves it of the trajectory that was computed. */
  PROVEN("proven"),
  /** It happened: the trial overflowed, is dead, or stands at a loss of exactly 0. */
  HAPPENED("seen"),
  /** The loss stood still at what is a minimum by its gradient and its Hessian. */
  MEASURED("measured"),
  /** Nothing decided it. */
  OPEN("open");

  private final String word;

  Evidence(String word) {
    this.word = word;
  }

  /** The word in tables and files. */
  public String word() {
    return word;
  }

  /** What a {@code stop_reason} rests on. */
  public static Evidence of(String stopReason) {
    for (StopReason reason : StopReason.values()) {
      if (reason.word().equals(stopReason)) {
        return of(reason);
      }
    }
    return OPEN;
  }

  private static Evidence of(StopReason reason) {
    return switch (reason) {
      case BASIN, DOOMED -> PROVEN;
      case OVERFLOW, DEAD -> HAPPENED;
      case LOSS_CHANGE -> MEASURED;
      // At the limit a trial converges only where stop.loss-change is 0.
      case STEP_LIMIT -> MEASURED;
      case THRESHOLD, PATIENCE, MEDIAN, ASHA, RULE, USER, INTERRUPTED, ERROR -> OPEN;
    };
  }
}
