package io.trebuchet.control;

import java.util.Locale;

/**
 * The losses of the last tenth of a trial's steps, and of the tenth before: what tells at the limit
 * whether it goes up and down or was still on its way.
 */
final class LastTenth {
  /**
   * The mean loss of an oscillating trial is at least this share of what it was a tenth earlier.
   */
  static final double FALLEN = 0.99;

  /** An oscillating loss rises in at least one of so many steps. */
  static final long OF_STEPS = 10;

  // Of a few steps one rise is no going up and down.
  private static final long LEAST_RISES = 2;

  // What rounding does to a loss that stands still is no rise.
  private static final double ROUNDING = 1e-12;

  private final long maxSteps;
  private final long tenth;
  private double before;
  private double last;
  private long rises;

  LastTenth(long maxSteps, double before, double last, long rises) {
    this.maxSteps = maxSteps;
    this.tenth = Math.max(1, maxSteps / 10);
    this.before = before;
    this.last = last;
    this.rises = rises;
  }

  /** Before step 0. */
  static LastTenth create(long maxSteps) {
    return new LastTenth(maxSteps, 0, 0, 0);
  }

  /** Whether nothing of it has come after this step: then the sums are those of {@link #create}. */
  static boolean isAhead(long maxSteps, long step) {
    return step <= maxSteps - 2 * Math.max(1, maxSteps / 10);
  }

  /** Takes in the loss of a step. */
  void observe(long step, double loss, double previous) {
    if (step > maxSteps - tenth) {
      last += loss;
      rises += loss > previous * (1 + ROUNDING) ? 1 : 0;
    } else if (step > maxSteps - 2 * tenth) {
      before += loss;
    }
  }

  /** Of the complete tenths. A loss that rises at every step does not go up and down. */
  boolean oscillates() {
    return rises * OF_STEPS >= tenth
        && rises >= Math.min(LEAST_RISES, tenth)
        && (rises < tenth || tenth == 1)
        && last >= FALLEN * before;
  }

  /** Sum over the tenth before the last, so far. */
  double before() {
    return before;
  }

  /** Sum over the last tenth, so far. */
  double last() {
    return last;
  }

  /** Steps of the last tenth, so far, in which the loss rose. */
  long rises() {
    return rises;
  }

  /** For people. */
  String evidence() {
    return String.format(
        Locale.ROOT,
        "mean loss %s in the last tenth, %s in the tenth before; it rose in %d of %d steps",
        last / tenth,
        before / tenth,
        rises,
        tenth);
  }
}
