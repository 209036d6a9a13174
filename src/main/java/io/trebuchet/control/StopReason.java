package io.trebuchet.control;

import java.util.Arrays;
import java.util.Locale;

/** Why a trial ended: the words of {@code stop_reason}. */
public enum StopReason {
  /** |ΔL| stayed below {@code stop.loss-change} at a minimum. */
  LOSS_CHANGE("stop"),
  /** A certificate proves that |ΔL| will fall below {@code stop.loss-change} at a minimum. */
  BASIN("certified"),
  /** The NTK is zero while the loss is not. */
  DEAD("non-finite"),
  /** The loss, the weight norm or λ_max is no longer finite. */
  OVERFLOW("non-finite"),
  /** A certificate proves that the trial cannot converge. */
  DOOMED("certified"),
  /** The loss was above the limit of the rule {@code threshold}. */
  THRESHOLD("threshold"),
  /** The loss did not improve for as long as the rule {@code patience} allows. */
  PATIENCE("patience"),
  /** The rule {@code median}: worse than most completed trials at the same time. */
  MEDIAN("median"),
  /** The rule {@code asha}: not among the best of its rung. */
  ASHA("asha"),
  /** A rule of the user's own. */
  RULE("own"),
  /** {@code stop.max-steps} updates were made. */
  STEP_LIMIT("stop"),
  /** A user stopped the trial. */
  USER("user"),
  /** The whole sweep was interrupted. */
  INTERRUPTED("user"),
  /** An error; the outcome is {@code failed}. */
  ERROR("error");

  private final String rule;

  StopReason(String rule) {
    this.rule = rule;
  }

  /** The word in files and databases. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Whose reason it is: {@code stop} for the section of that name, a rule, {@code own} for a rule
   * of the user's, {@code user} or {@code error}.
   */
  public String rule() {
    return rule;
  }

  /** Whether a {@code stop_reason} that may hold more than its word {@link #censors}. */
  public static boolean censors(String stopReason) {
    String word = stopReason.split(":", 2)[0];
    return Arrays.stream(values()).anyMatch(r -> r.word().equals(word) && r.censors());
  }

  /**
   * Whether the trial would have gone on: what it reached is then a lower bound of its maxima and
   * no end of it.
   */
  public boolean censors() {
    return switch (this) {
      case BASIN, DOOMED, THRESHOLD, PATIENCE, MEDIAN, ASHA, RULE, USER, INTERRUPTED -> true;
      case LOSS_CHANGE, DEAD, OVERFLOW, STEP_LIMIT, ERROR -> false;
    };
  }
}
