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
 * ηλ/2), which vanishes at ηλ = 2 and where the gradient or λ is small.
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

  // Answers of no come about this often in a factor e of steps.
  private static final long PATIENCE = 8;

  private final StopSettings stop;
  private final double learningRate;
  private final double initialLoss;
  private long firstRefused;
  private long nextLook;

  private Stationarity(
      StopSettings stop, double learningRate, double initialLoss, long refused, long next) {
    this.stop = stop;
    this.learningRate = learningRate;
    this.initialLoss = initialLoss;
    this.firstRefused = refused;
    this.nextLook = next;
  }

  /** Of a trial that has measured its step 0. */
  static Stationarity of(StopSettings stop, double learningRate, double initialLoss) {
    return new Stationarity(stop, learningRate, initialLoss, -1, 0);
  }

  /** The same after {@link #refusals}. */
  static Stationarity of(
      StopSettings stop, double learningRate, double initialLoss, long refused, long next) {
    return new Stationarity(stop, learningRate, initialLoss, refused, next);
  }

  /** The step of the first refusal, −1 before, and the step of the next look. */
  long[] refusals() {
    return new long[] {firstRefused, nextLook};
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
        boolean held = step >= nextLook && look(m, closer);
        if (!held && step >= nextLook) {
          firstRefused = firstRefused < 0 ? step : firstRefused;
          nextLook = step + 1 + (step - firstRefused) / PATIENCE;
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
    if (!(alongKernel(m, change) <= stop.gradientShare() * initialLoss)) {
      return Known.NO;
    }
    double second = learningRate * Math.sqrt(2 * m.loss * m.curvature);
    if (m.etaLambda + second <= HELD && second <= -noSaddle(m, m.etaLambda)) {
      return Known.YES;
    }
    return m.etaLambda - second > HELD ? Known.NO : Known.UNKNOWN;
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
    HessianEnds ends = closer.hessian(noSaddle(m, m.etaLambda) / learningRate, HELD / learningRate);
    double highest = learningRate * ends.highest();
    return Double.isNaN(highest)
        ? m.etaLambda <= HELD
        : highest <= HELD
            && learningRate * ends.lowest() >= noSaddle(m, Math.max(m.etaLambda, highest));
  }
}
