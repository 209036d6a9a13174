package io.trebuchet.metrics;

import org.jspecify.annotations.Nullable;

/**
 * A trial of a sweep at one moment. NaN stands for a number that is not known yet or is not finite;
 * of an ended trial the last numbers are the final ones of its result.
 *
 * @param trial the trial's id
 * @param params the grid parameters as {@code key=value} joined by {@code ;}
 * @param c NaN until known, if the config gives η
 * @param learningRate NaN until known, if the config gives c
 * @param step the last step seen, −1 before the first
 * @param lossMax over all steps so far
 * @param weightNormRatio θ²/θ²_0
 * @param result of an ended trial
 * @param version grows with every change of any trial of the sweep
 */
public record TrialState(
    String trial,
    long seed,
    String params,
    double c,
    double learningRate,
    Stage stage,
    long step,
    double lossInitial,
    double loss,
    double lossMax,
    double etaLambda,
    double weightNormRatio,
    double sparsity1,
    double testLoss,
    @Nullable TrialResult result,
    long version) {

  /** Where a trial is in its life. */
  public enum Stage {
    /** Not started. */
    PENDING,
    /** Started. */
    RUNNING,
    /** Held between two steps by a user. */
    PAUSED,
    /** Ended, one way or another. */
    ENDED;

    /** The word in the API. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** A trial that has not started. */
  public static TrialState pending(
      String trial, long seed, String params, double c, double learningRate) {
    double none = Double.NaN;
    return new TrialState(
        trial,
        seed,
        params,
        c,
        learningRate,
        Stage.PENDING,
        -1,
        none,
        none,
        none,
        none,
        none,
        none,
        none,
        null,
        0);
  }

  /** A trial that has ended. */
  public static TrialState ended(TrialResult result, long version) {
    return new TrialState(
        result.trial(),
        result.seed(),
        result.params(),
        result.c(),
        result.learningRate(),
        Stage.ENDED,
        result.steps(),
        result.lossInitial(),
        result.lossFinal(),
        result.lossMax(),
        result.etaLambdaFinal(),
        result.weightNormSqFinal() / result.weightNormSqInitial(),
        result.sparsity1Final(),
        result.testLossFinal(),
        result,
        version);
  }

  /** The same trial at another stage, without a result. */
  public TrialState at(Stage newStage, long newVersion) {
    return new TrialState(
        trial,
        seed,
        params,
        c,
        learningRate,
        newStage,
        step,
        lossInitial,
        loss,
        lossMax,
        etaLambda,
        weightNormRatio,
        sparsity1,
        testLoss,
        null,
        newVersion);
  }
}
