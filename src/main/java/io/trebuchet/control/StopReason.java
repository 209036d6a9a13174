package io.trebuchet.control;

import java.util.Locale;

/** Why a trial ended: the words of {@code stop_reason}. */
public enum StopReason {
  /** |ΔL| stayed below {@code stop.loss-change} at a minimum. */
  LOSS_CHANGE,
  /** The NTK is zero while the loss is not. */
  DEAD,
  /** The loss, the weight norm or λ_max is no longer finite. */
  OVERFLOW,
  /** A certificate proves that the trial cannot converge. */
  DOOMED,
  /** {@code stop.max-steps} updates were made. */
  STEP_LIMIT,
  /** A user stopped the trial. */
  USER,
  /** The whole sweep was interrupted. */
  INTERRUPTED,
  /** An error; the outcome is {@code failed}. */
  ERROR;

  /** The word in files and databases. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
