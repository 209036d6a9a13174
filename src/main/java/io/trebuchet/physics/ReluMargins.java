package io.trebuchet.physics;

/**
 * Where the bounds of homogeneous nets hold for a ReLU net, a₊ = 1 and a₋ = 0: for labels that are
 * all zero (180) on any data, and (124), restarted at each step, on one point. Nothing else is
 * known, so other labels have NaN throughout.
 *
 * @param constant C of the margin ηCθ²/4: λ_max(xᵀx)/(nD), by a full eigen-decomposition
 */
record ReluMargins(double constant, boolean labelsAreZero, boolean onePoint) {
  static ReluMargins of(ReluOperators operators) {
    int size = operators.train.size();
    boolean zero = operators.train.labelsAreZero();
    double constant =
        zero
            ? Eigenvalues.largest(operators.gramValues, size) / ((double) operators.width * size)
            : Double.NaN;
    return new ReluMargins(constant, zero, size == 1);
  }

  /** In units of c, at the initial λ_max and θ². */
  Bounds bounds(double lambdaMax, double weightNormSq) {
    if (!labelsAreZero) {
      return Bounds.NONE;
    }
    return new Bounds(
        onePoint ? 4 : Double.NaN,
        4 * lambdaMax / (constant * weightNormSq),
        Double.NaN,
        Double.NaN);
  }

  /** ηCθ²/4, or ηH_t/4 on one point, which is never larger; NaN if no bound applies. */
  double safe(double etaLambda, double learningRate, double weightNormSq) {
    if (!labelsAreZero) {
      return Double.NaN;
    }
    return onePoint ? etaLambda / 4 : learningRate * constant * weightNormSq / 4;
  }
}
