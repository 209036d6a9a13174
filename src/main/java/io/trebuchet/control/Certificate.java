package io.trebuchet.control;

import io.trebuchet.physics.Measurement;
import java.util.Locale;

/**
 * What is proven of a trial at a step, from that step's state alone (docs/physics.md, "Bounds").
 */
public enum Certificate {
  /** It cannot converge: (68), (102), or H ≥ φφᵀ/D with η above 2/λ_max(φφᵀ/D). */
  DOOMED,
  /** θ² falls from here on and the loss goes to 0: (60), (77), (92), (95), (124), (138), (180). */
  SAFE,
  /** The loss will be below {@link Measurement#returnsLevel} again: (143), (180) with y ≠ 0. */
  RETURNS,
  /** Nothing. */
  NONE;

  /** Relative margin that a certificate's inequality must hold with, far above rounding. */
  public static final double MARGIN = 1e-9;

  /** The strongest certificate of a state. */
  public static Certificate of(Measurement m) {
    return !m.finite()
        ? NONE
        : doomed(m) ? DOOMED : m.safeMargin < 1 - MARGIN ? SAFE : returns(m) ? RETURNS : NONE;
  }

  /** Needs a state that is not at a minimum, hence the loss: z = 0 is held at any rate. */
  static boolean doomed(Measurement m) {
    return m.doomedMargin > 1 + MARGIN && m.loss > 0;
  }

  /** Below the level nothing is said. */
  private static boolean returns(Measurement m) {
    return m.loss > m.returnsLevel * (1 + MARGIN);
  }

  /** The word in files and databases. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
