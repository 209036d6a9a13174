package io.trebuchet.control;

import io.trebuchet.metrics.Outcome;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Parameters;
import java.util.Locale;

/**
 * Stops at a loss above a multiple of the initial one, or above a number. It takes any spike for a
 * divergence, and so kills catapults.
 */
final class Threshold implements StopRule {
  private final double factor;
  private final double absolute;
  private double limit = Double.NaN;

  private Threshold(double factor, double absolute) {
    this.factor = factor;
    this.absolute = absolute;
  }

  /** Reads {@code factor}, and {@code loss} if it is there. */
  static StopRule.Factory read(Parameters settings) {
    double factor = settings.number("factor", Double.MIN_VALUE, Double.MAX_VALUE);
    double absolute =
        settings.has("loss")
            ? settings.number("loss", 0, Double.MAX_VALUE)
            : Double.POSITIVE_INFINITY;
    return trial -> new Threshold(factor, absolute);
  }

  @Override
  public Verdict judge(long step, Measurement m) {
    if (step == 0) {
      limit = Math.min(factor * m.loss, absolute);
    }
    return m.loss > limit
        ? new Verdict.Halt(
            Outcome.STOPPED,
            StopReason.THRESHOLD,
            step,
            limit == absolute
                ? String.format(Locale.ROOT, "loss %s > %s", m.loss, absolute)
                : String.format(
                    Locale.ROOT, "loss %s > %s, %s × the initial one", m.loss, limit, factor))
        : Verdict.CONTINUE;
  }

  @Override
  public double[] state() {
    return new double[] {limit};
  }

  @Override
  public void restore(double[] state) {
    StopRule.requireLength(state, 1);
    limit = state[0];
  }
}
