package io.trebuchet.metrics;

/**
 * The row of a finished trial in {@code trials.csv}. NaN stands for "does not apply"; {@code max}
 * values are over all steps, recorded or not; {@code final} values of a diverged trial are its last
 * finite ones.
 *
 * @param params the grid parameters as {@code key=value} joined by {@code ;}, empty without grid
 * @param steps how many updates were made
 * @param catapults separate rises of the loss above ten times its running minimum that came back
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
    long wallMillis) {

  /** The phase that the outcome at this c means; empty for most outcomes. */
  public String phase() {
    return Phase.of(outcome, c, lambdaMaxFinal);
  }
}
