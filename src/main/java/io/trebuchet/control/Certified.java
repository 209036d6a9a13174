package io.trebuchet.control;

import io.trebuchet.metrics.Outcome;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Parameters;
import java.util.Locale;

/** Ends a trial only where its outcome is proven: {@link Certificate#DOOMED} and {@link Basin}. */
final class Certified implements StopRule {
  /** The loss must be this close to its floor, in {@code stop.loss-change}, for a basin. */
  static final double CLOSE = 100;

  // Below an eta_lambda of 5e-5 the steps are too small for |ΔL| to tell a plateau from a minimum.
  private static final double FLATTEST = 5e-5;

  private final StopSettings stop;
  private final double close;

  private Certified(StopSettings stop, boolean basin) {
    this.stop = stop;
    this.close = basin ? CLOSE * stop.lossChange() : 0;
  }

  /** Reads {@code basin}. */
  static StopRule.Factory read(Parameters settings) {
    return factory(settings.flag("basin"));
  }

  /** With or without the early verdict that a trial has converged. */
  static StopRule.Factory factory(boolean basin) {
    return trial -> new Certified(trial.stop(), basin);
  }

  @Override
  public Verdict judge(long step, Measurement m) {
    if (Certificate.doomed(m)) {
      return new Verdict.Halt(
          Outcome.DIVERGED, StopReason.DOOMED, step, "doomed_margin " + m.doomedMargin + " > 1");
    }
    return m.excessLoss < close ? basin(step, m) : Verdict.CONTINUE;
  }

  private Verdict basin(long step, Measurement m) {
    Basin basin = Basin.of(m);
    double needed = basin.stepsUntil(stop.lossChange()) + stop.patience();
    if (!basin.proven() || step + needed > stop.maxSteps() || basin.lowestEtaLambda() < FLATTEST) {
      return Verdict.CONTINUE;
    }
    return new Verdict.Halt(
        Outcome.CONVERGED,
        StopReason.BASIN,
        step,
        String.format(
            Locale.ROOT,
            "loss %s above its floor shrinks by at least %s each step, eta_lambda stays in [%s,"
                + " %s]",
            m.excessLoss,
            basin.contraction() * basin.contraction(),
            basin.lowestEtaLambda(),
            basin.highestEtaLambda()));
  }
}
