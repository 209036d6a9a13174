package io.trebuchet.control;

import io.trebuchet.physics.Measurement;

/**
 * What {@code trials.csv} needs of a trial's past: first, largest and last finite values, over all
 * steps. One instance per trial; steps must come in order from 0.
 */
public final class TrialHistory {
  /** A rise counts as a catapult above this multiple of the running minimum. */
  public static final double RISE = 10;

  private final Measurement initial = new Measurement();
  private final Measurement last = new Measurement();
  private double lossMax = Double.NaN;
  private long lossMaxStep;
  private double etaLambdaMax = Double.NaN;
  private double weightNormSqMax = Double.NaN;
  private double lossMin = Double.POSITIVE_INFINITY;
  private boolean risen;
  private long catapults;
  private long step = -1;

  private TrialHistory() {
    clear(initial);
    clear(last);
  }

  /** A history without steps: every value is NaN. */
  public static TrialHistory create() {
    return new TrialHistory();
  }

  /** A history that goes on from a captured one. */
  public static TrialHistory of(State state) {
    TrialHistory history = new TrialHistory();
    state.initial().writeTo(history.initial);
    state.last().writeTo(history.last);
    history.lossMax = state.lossMax();
    history.lossMaxStep = state.lossMaxStep();
    history.etaLambdaMax = state.etaLambdaMax();
    history.weightNormSqMax = state.weightNormSqMax();
    history.lossMin = state.lossMin();
    history.risen = state.risen();
    history.catapults = state.catapults();
    history.step = state.step();
    return history;
  }

  /** The history as it stands, for {@link #of}. */
  public State capture() {
    return new State(
        Seen.of(initial),
        Seen.of(last),
        lossMax,
        lossMaxStep,
        etaLambdaMax,
        weightNormSqMax,
        lossMin,
        risen,
        catapults,
        step);
  }

  /** A captured history; see the methods of the same names. */
  public record State(
      Seen initial,
      Seen last,
      double lossMax,
      long lossMaxStep,
      double etaLambdaMax,
      double weightNormSqMax,
      double lossMin,
      boolean risen,
      long catapults,
      long step) {}

  /** What a history keeps of a {@link Measurement}. */
  public record Seen(
      double loss,
      double weightNormSq,
      double lambdaMax,
      double etaLambda,
      double sparsity1,
      double sparsity2,
      double testLoss,
      double testAccuracy) {
    private static Seen of(Measurement m) {
      return new Seen(
          m.loss,
          m.weightNormSq,
          m.lambdaMax,
          m.etaLambda,
          m.sparsity1,
          m.sparsity2,
          m.testLoss,
          m.testAccuracy);
    }

    private void writeTo(Measurement m) {
      m.loss = loss;
      m.weightNormSq = weightNormSq;
      m.lambdaMax = lambdaMax;
      m.etaLambda = etaLambda;
      m.sparsity1 = sparsity1;
      m.sparsity2 = sparsity2;
      m.testLoss = testLoss;
      m.testAccuracy = testAccuracy;
    }
  }

  /** Takes in the measurement of {@code step}. */
  public void observe(long step, Measurement m) {
    this.step = step;
    if (step == 0) {
      copy(m, initial);
    }
    if (!m.finite()) {
      return;
    }
    copy(m, last);
    if (!(m.loss <= lossMax)) {
      lossMax = m.loss;
      lossMaxStep = step;
    }
    if (!(m.etaLambda <= etaLambdaMax)) {
      etaLambdaMax = m.etaLambda;
    }
    if (!(m.weightNormSq <= weightNormSqMax)) {
      weightNormSqMax = m.weightNormSq;
    }
    countCatapults(m.loss);
  }

  /** Takes in a test evaluation at the last observed step. */
  public void observeTest(Measurement m) {
    last.testLoss = m.testLoss;
    last.testAccuracy = m.testAccuracy;
  }

  private void countCatapults(double loss) {
    if (risen) {
      if (loss <= RISE * lossMin) {
        risen = false;
        catapults++;
      }
    } else if (loss > RISE * lossMin) {
      risen = true;
    }
    lossMin = Math.min(lossMin, loss);
  }

  /** Step of the last observation, −1 before the first: the number of updates made. */
  public long step() {
    return step;
  }

  /** The measurement of step 0. */
  public Measurement initial() {
    return initial;
  }

  /** The last finite measurement, with the last evaluated test metrics. */
  public Measurement last() {
    return last;
  }

  /** Largest finite loss; NaN before any. */
  public double lossMax() {
    return lossMax;
  }

  /** The step of {@link #lossMax}. */
  public long lossMaxStep() {
    return lossMaxStep;
  }

  /** Largest finite ηλ_max. */
  public double etaLambdaMax() {
    return etaLambdaMax;
  }

  /** Largest finite θ². */
  public double weightNormSqMax() {
    return weightNormSqMax;
  }

  /** Separate rises of the loss above ten times its running minimum that came back down. */
  public long catapults() {
    return catapults;
  }

  private static void clear(Measurement m) {
    m.loss = Double.NaN;
    m.weightNormSq = Double.NaN;
    m.lambdaMax = Double.NaN;
    m.etaLambda = Double.NaN;
  }

  private static void copy(Measurement from, Measurement to) {
    to.loss = from.loss;
    to.weightNormSq = from.weightNormSq;
    to.lambdaMax = from.lambdaMax;
    to.etaLambda = from.etaLambda;
    to.sparsity1 = from.sparsity1;
    to.sparsity2 = from.sparsity2;
    if (!Double.isNaN(from.testLoss)) {
      to.testLoss = from.testLoss;
      to.testAccuracy = from.testAccuracy;
    }
  }
}
