package io.trebuchet.control;

import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.observe.CloserLook;
import io.trebuchet.physics.observe.HessianEnds;

/**
 * Whether a trial stands at a minimum: for {@code stop.patience} steps |ΔL| was below {@code
 * stop.loss-change}; aL, the part of the loss along the NTK, is at most {@code stop.gradient-share}
 * of the initial loss; and gradient descent can hold the point, η λ_max(∇²L) ≤ {@value #HELD},
 * which is no saddle, η λ_min(∇²L) ≥ {@value #NO_SADDLE} min(1, η λ_max(∇²L)), since at small rates
 * every saddle is left slowly, and {@value #NO_WAY_DOWN} in its place while the loss is above a
 * hundredth of the initial one. The first alone proves nothing: near a minimum ΔL = −2ηλ·aL·(1 −
 * ηλ/2), which vanishes at ηλ = 2 and where the gradient or λ is small; and a step across a kink
 * can end at the loss that it began with, so what the gradient says of the next step must be small
 * too.
 *
 * <p>The last is asked only where the others hold. ∇²L is the NTK's part JᵀJ/D and another of norm
 * √(2LC) at most, so mostly nothing has to be computed; where it has, and the answer is no, the
 * next time comes the later the longer that goes on.
 */
final class Stationarity {
  /** Of η λ_max(∇²L): a minimum can be held up to 2, and images hover up to 2.05. */
  static final double HELD = 2.05;

  /** Of η λ_min(∇²L): what is left of negative curvature at the minima that images end in. */
  static final double NO_SADDLE = -0.01;

  /** The same where the way out may lead down by more than {@link #LEFT}: of 2000 steps e^0.2. */
  static final double NO_WAY_DOWN = -1e-4;

  /** So much of the initial loss matters. */
  private static final double LEFT = 0.01;

  // The next step may gain so many times as much as the last: minima are approached ever more
  // slowly.
  private static final double AS_SMALL = 10;

  // Answers of no come about this often in a factor e of steps.
  private static final long PATIENCE = 8;

  private final StopRule.Context trial;
  private final double initialLoss;
  private Refusals refusals;

  private Stationarity(StopRule.Context trial, double initialLoss, Refusals refusals) {
    this.trial = trial;
    this.initialLoss = initialLoss;
    this.refusals = refusals;
  }

  /** Of a trial whose loss at step 0 is known. */
  static Stationarity of(StopRule.Context trial, double initialLoss, Refusals refusals) {
    return new Stationarity(trial, initialLoss, refusals);
  }

  /**
   * Looks at the Hessian that said no.
   *
   * @param first step of the first, −1 before
   * @param nextLook step of the next look
   */
  record Refusals(long first, long nextLook) {
    static final Refusals NONE = new Refusals(-1, 0);

    private Refusals and(long step) {
      long from = first < 0 ? step : first;
      return new Refusals(from, step + 1 + (step - from) / PATIENCE);
    }
  }

  /** So far. */
  Refusals refusals() {
    return refusals;
  }

  /**
   * Whether the state is a minimum that is reached, apart from |ΔL|.
   *
   * @param change |ΔL|
   */
  boolean holds(long step, Measurement m, double change, CloserLook closer) {
    return switch (known(m, change)) {
      case YES -> true;
      case NO -> false;
      case UNKNOWN -> {
        boolean due = step >= refusals.nextLook();
        boolean held = due && look(m, closer);
        if (!held && due) {
          refusals = refusals.and(step);
        }
        yield held;
      }
    };
  }

  /**
   * The same at the limit of steps, where the Hessian is looked at in any case, and nothing is
   * remembered: with a higher limit the trial goes on as if there had been none.
   */
  boolean holdsAtLimit(Measurement m, double change, CloserLook closer) {
    return switch (known(m, change)) {
      case YES -> true;
      case NO -> false;
      case UNKNOWN -> look(m, closer);
    };
  }

  private enum Known {
    YES,
    NO,
    UNKNOWN
  }

  /** What can be said without the Hessian. */
  private Known known(Measurement m, double change) {
    if (!(alongKernel(m, change) <= trial.stop().gradientShare() * initialLoss)) {
      return Known.NO;
    }
    double second = trial.learningRate() * Math.sqrt(2 * m.loss * m.curvature);
    if (gainsMore(m, m.etaLambda + second)) {
      return Known.NO;
    }
    if (m.etaLambda + second <= held(m) && second <= -noSaddle(m, m.etaLambda)) {
      return Known.YES;
    }
    return m.etaLambda - second > held(m) ? Known.NO : Known.UNKNOWN;
  }

  /** Up to which η λ_max(∇²L) the update rule can hold a minimum. */
  private static double held(Measurement m) {
    return HELD * m.edge / 2;
  }

  /**
   * Whether the next step is sure to lower the loss by far more than {@code stop.loss-change}: by
   * η|∇L|²(1 − η λ_max(∇²L)/2) at least, as far as derivatives tell.
   */
  private boolean gainsMore(Measurement m, double etaHighest) {
    double gain = trial.learningRate() * m.gradientNormSq * (1 - etaHighest / 2);
    return m.plain && trial.stop().lossChange() > 0 && gain > AS_SMALL * trial.stop().lossChange();
  }

  /** aL; of a model that does not tell its gradient as of small steps, ΔL = −2ηλ·aL. */
  private static double alongKernel(Measurement m, double change) {
    return Double.isNaN(m.gradientNormSq) && m.etaLambda > 0
        ? change / (2 * m.etaLambda)
        : m.lossAlongKernel();
  }

  /** What η λ_min(∇²L) may be, where η λ_max(∇²L) or the NTK's is this. */
  private double noSaddle(Measurement m, double etaLambda) {
    return (m.loss > LEFT * initialLoss ? NO_WAY_DOWN : NO_SADDLE) * Math.min(1, etaLambda);
  }

  private boolean look(Measurement m, CloserLook closer) {
    double etaLambda = m.etaLambda;
    while (true) {
      double limit = noSaddle(m, etaLambda);
      HessianEnds ends =
          closer.hessian(limit / trial.learningRate(), held(m) / trial.learningRate());
      double highest = trial.learningRate() * ends.highest();
      double lowest = trial.learningRate() * ends.lowest();
      if (Double.isNaN(highest)) {
        return m.etaLambda <= held(m);
      }
      etaLambda = Math.max(etaLambda, highest);
      if (highest > held(m) || lowest < noSaddle(m, etaLambda)) {
        return false;
      }
      if (lowest >= limit) {
        return true;
      }
      // The look ended at a limit that the larger end has made too narrow: both lie further out.
    }
  }
}
