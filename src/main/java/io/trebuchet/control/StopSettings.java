package io.trebuchet.control;

/**
 * When a trial ends by itself: the config section {@code stop}.
 *
 * @param lossChange converged once |ΔL| is below this; 0 turns the rule off
 * @param patience for how many steps in a row |ΔL| must be below {@code lossChange}
 * @param gradientShare and the part of the loss along the NTK is at most this share of the initial
 *     loss
 * @param maxSteps the most updates a trial makes
 */
public record StopSettings(double lossChange, int patience, double gradientShare, long maxSteps) {
  /** The default of {@code gradient-share}. */
  public static final double GRADIENT_SHARE = 1e-3;

  /** With the default share. */
  public StopSettings(double lossChange, int patience, long maxSteps) {
    this(lossChange, patience, GRADIENT_SHARE, maxSteps);
  }

  /** The same with another limit of steps. */
  public StopSettings withMaxSteps(long steps) {
    return new StopSettings(lossChange, patience, gradientShare, steps);
  }
}
