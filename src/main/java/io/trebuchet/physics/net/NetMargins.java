package io.trebuchet.physics.net;

import io.trebuchet.physics.Bounds;
import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.linalg.Precision;
import io.trebuchet.physics.quadratic.QuadraticMargins;

/**
 * Where the bounds of two-layer homogeneous nets hold: λ_max(H) ≤ Cθ² with C = a₊²λ_max(xᵀx)/(nD),
 * (97) and (180), and on one point H ≥ C'θ² with C' = a₋²x²/n, (103).
 *
 * <p>On one point θ² may be replaced by r², the norm of only those weights that the point can ever
 * move: those along it, |Ux̂|² + |v|², and for a₋ = 0 of its active units only. That is (124),
 * restarted at every step.
 *
 * @param constant C, by a full eigen-decomposition; NaN where there is no bound
 * @param doomedConstant C'; NaN unless there is one point, y = 0 and a₋ > 0
 * @param meanSquaredLabel ‖y‖²/D
 * @param room relative, what rounding may change of a measured θ²: a certificate holds only if it
 *     holds by so much
 */
record NetMargins(
    double constant,
    double doomedConstant,
    boolean labelsAreZero,
    boolean onePoint,
    double meanSquaredLabel,
    double room) {
  // Far above rounding, far below any bound that differs from 4.
  private static final double SATURATED = 1e-12;

  // A hundred times the rounding of floats; that of doubles lies within what the rules leave.
  private static final double FLOAT_ROOM = 1e-5;

  /** Nothing is proven of deeper nets. */
  static final NetMargins NONE =
      new NetMargins(Double.NaN, Double.NaN, false, false, Double.NaN, 0);

  /**
   * Of a two-layer net.
   *
   * @param gramMax λ_max(xᵀx)
   */
  static NetMargins of(Slopes slopes, int width, Dataset train, double gramMax) {
    boolean zero = train.labelsAreZero();
    boolean one = train.size() == 1;
    double share = gramMax / ((double) width * train.size());
    return new NetMargins(
        slopes.plus() * slopes.plus() * share,
        zero && one && slopes.minus() > 0 ? slopes.minus() * slopes.minus() * share : Double.NaN,
        zero,
        one,
        train.meanSquaredLabel(),
        0);
  }

  /** For states measured in this precision. */
  NetMargins in(Precision precision) {
    return switch (precision) {
      case DOUBLE -> this;
      case FLOAT ->
          new NetMargins(
              constant, doomedConstant, labelsAreZero, onePoint, meanSquaredLabel, FLOAT_ROOM);
    };
  }

  /** In units of c, at the initial state. */
  Bounds bounds(double lambdaMax, double weightNormSq, double movableNormSq, double loss) {
    boolean saturated =
        Math.abs(constant * movableNormSq - lambdaMax) <= SATURATED * Math.abs(lambdaMax);
    double one = saturated ? 4 : 4 * lambdaMax / (constant * movableNormSq);
    return new Bounds(
        labelsAreZero && onePoint ? one : Double.NaN,
        4 * lambdaMax / (constant * weightNormSq),
        Double.NaN,
        loss > 0 ? 4 * lambdaMax / (doomedConstant * movableNormSq) : Double.NaN);
  }

  /** ηCθ²/4, with r² for θ² on one point: below 1 a certificate; NaN if no bound applies. */
  double safe(double learningRate, double weightNormSq, double movableNormSq) {
    return labelsAreZero
        ? (1 + room) * learningRate * constant * (onePoint ? movableNormSq : weightNormSq) / 4
        : Double.NaN;
  }

  /** {@link Measurement#returnsLevel}, with r² for θ² on one point; NaN if no bound applies. */
  double returnsLevel(double learningRate, double weightNormSq, double movableNormSq) {
    double normSq = onePoint ? movableNormSq : weightNormSq;
    return QuadraticMargins.level(
        (1 + room) * learningRate * constant * normSq / 4, meanSquaredLabel);
  }

  /** ηC'r²/4: above 1 a certificate; NaN if no bound applies. */
  double doomed(double learningRate, double movableNormSq) {
    return (1 - room) * learningRate * doomedConstant * movableNormSq / 4;
  }
}
