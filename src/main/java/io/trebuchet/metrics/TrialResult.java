package io.trebuchet.metrics;

import org.jspecify.annotations.Nullable;

/**
 * The row of a finished trial in {@code trials.csv}. NaN stands for "does not apply"; {@code max}
 * values are over all steps, recorded or not; {@code final} values of a diverged trial are its last
 * finite ones.
 *
 * @param params the grid parameters as {@code key=value} joined by {@code ;}, empty without grid
 * @param steps how many updates were made
 * @param catapults separate rises of the loss above ten times its running minimum that came back
 * @param ownPhase of an update rule with another edge than 2; null where the phase follows from c
 */
public record TrialResult(
    String trial,
    long seed,
    String params,
    double c,
    double learningRate,
    Outcome outcome,
    String stopReason,
    long steps,
    double lossInitial,
    double lossMax,
    long lossMaxStep,
    double lossFinal,
    long catapults,
    double lambdaMaxInitial,
    double lambdaMaxFinal,
    double etaLambdaInitial,
    double etaLambdaMax,
    double etaLambdaFinal,
    double weightNormSqInitial,
    double weightNormSqMax,
    double weightNormSqFinal,
    double sparsity1Final,
    double sparsity2Final,
    double testLossFinal,
    double testAccuracyFinal,
    double boundOnePointC,
    double boundMethod1C,
    double boundMethod2C,
    double boundDoomedC,
    long wallMillis,
    @AddedLater @Nullable String ownPhase) {

  /** The phase that the outcome at this c means; empty for most outcomes. */
  public String phase() {
    return ownPhase == null ? Phase.of(outcome, c, lambdaMaxFinal) : ownPhase;
  }

  /**
   * The result of a trial, by its parts; those that are not given do not apply.
   *
   * @param trial its id
   */
  public static Builder of(String trial, long seed) {
    return new Builder(trial, seed);
  }

  /** Collects the parts of a result. */
  public static final class Builder {
    private static final double[] NONE = {Double.NaN, Double.NaN, Double.NaN, Double.NaN};

    private final String trial;
    private final long seed;
    private String params = "";
    private double c = Double.NaN;
    private double learningRate = Double.NaN;
    private Outcome outcome = Outcome.INCOMPLETE;
    private String stopReason = "";
    private long steps;
    private double[] loss = NONE;
    private long lossMaxStep;
    private long catapults;
    private double[] lambdaMax = NONE;
    private double[] etaLambda = NONE;
    private double[] weightNormSq = NONE;
    private double[] sparsity = NONE;
    private double[] test = NONE;
    private double[] bounds = NONE;
    private long wallMillis;
    private @Nullable String phase;

    private Builder(String trial, long seed) {
      this.trial = trial;
      this.seed = seed;
    }

    /** Its point of the grid and its learning rate. */
    public Builder at(String params, double c, double learningRate) {
      this.params = params;
      this.c = c;
      this.learningRate = learningRate;
      return this;
    }

    /** How it ended. */
    public Builder ended(Outcome outcome, String stopReason, long steps) {
      this.outcome = outcome;
      this.stopReason = stopReason;
      this.steps = steps;
      return this;
    }

    /** L at step 0, at its highest and at the end. */
    public Builder loss(double initial, double max, long maxStep, double last) {
      this.loss = new double[] {initial, max, last};
      this.lossMaxStep = maxStep;
      return this;
    }

    /** How often the loss rose and came back. */
    public Builder catapults(long count) {
      this.catapults = count;
      return this;
    }

    /** λ_max. */
    public Builder lambdaMax(double initial, double last) {
      this.lambdaMax = new double[] {initial, last};
      return this;
    }

    /** ηλ_max. */
    public Builder etaLambda(double initial, double max, double last) {
      this.etaLambda = new double[] {initial, max, last};
      return this;
    }

    /** θ². */
    public Builder weightNormSq(double initial, double max, double last) {
      this.weightNormSq = new double[] {initial, max, last};
      return this;
    }

    /** The last of the two layers. */
    public Builder sparsity(double first, double second) {
      this.sparsity = new double[] {first, second};
      return this;
    }

    /** The last over the test set. */
    public Builder test(double loss, double accuracy) {
      this.test = new double[] {loss, accuracy};
      return this;
    }

    /** Bounds in c. */
    public Builder bounds(double onePoint, double method1, double method2, double doomed) {
      this.bounds = new double[] {onePoint, method1, method2, doomed};
      return this;
    }

    /** The time it took. */
    public Builder wallMillis(long millis) {
      this.wallMillis = millis;
      return this;
    }

    /** Its phase, where that may be another than the one that follows from c. */
    public Builder phase(String word) {
      this.phase = word;
      return this;
    }

    /** The result. */
    public TrialResult build() {
      String usual = Phase.of(outcome, c, lambdaMax[1]);
      String own = phase == null || phase.equals(usual) ? null : phase;
      return new TrialResult(
          trial,
          seed,
          params,
          c,
          learningRate,
          outcome,
          stopReason,
          steps,
          loss[0],
          loss[1],
          lossMaxStep,
          loss[2],
          catapults,
          lambdaMax[0],
          lambdaMax[1],
          etaLambda[0],
          etaLambda[1],
          etaLambda[2],
          weightNormSq[0],
          weightNormSq[1],
          weightNormSq[2],
          sparsity[0],
          sparsity[1],
          test[0],
          test[1],
          bounds[0],
          bounds[1],
          bounds[2],
          bounds[3],
          wallMillis,
          own);
    }
  }
}
