package io.trebuchet.control;

import io.trebuchet.metrics.Outcome;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Parameters;
import java.util.Locale;

/**
 * Stops once the loss has not fallen below its best so far, by more than {@code min-delta}, for a
 * number of steps in a row: the early stopping of Keras, Lightning and others.
 */
final class Patience implements StopRule {
  private final Limit limit;
  private double best = Double.POSITIVE_INFINITY;
  private long waited;

  private record Limit(int steps, double minDelta) {}

  private Patience(Limit limit) {
    this.limit = limit;
  }

  /** Reads {@code steps} and {@code min-delta}. */
  static StopRule.Factory read(Parameters settings) {
    Limit limit =
        new Limit(settings.integer("steps", 1), settings.number("min-delta", 0, Double.MAX_VALUE));
    return trial -> new Patience(limit);
  }

  @Override
  public Verdict judge(long step, Measurement m) {
    if (m.loss < best - limit.minDelta) {
      best = m.loss;
      waited = 0;
      return Verdict.CONTINUE;
    }
    waited++;
    return waited < limit.steps
        ? Verdict.CONTINUE
        : new Verdict.Halt(
            Outcome.STOPPED,
            StopReason.PATIENCE,
            step,
            String.format(
                Locale.ROOT,
                "loss %s; none of the last %d was below %s - %s",
                m.loss,
                waited,
                best,
                limit.minDelta));
  }

  @Override
  public double[] state() {
    return new double[] {best, waited};
  }

  @Override
  public void restore(double[] state) {
    StopRule.requireLength(state, 2);
    best = state[0];
    waited = (long) state[1];
  }
}
