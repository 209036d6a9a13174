package io.trebuchet.physics.quadratic;

import io.trebuchet.physics.BiasDivergence;
import io.trebuchet.physics.Bounds;
import io.trebuchet.physics.Measurement;

/**
 * Where the bounds of quadratic models hold (docs/physics.md, "Bounds").
 *
 * @param zeroLabels whether every label is zero
 * @param onePoint D = 1
 * @param top C = (ζ²/D) λ_max(Σ_α ψ_α²): λ_max(H) ≤ Cθ² for φ = 0, (62) and (144)
 * @param bottom C' = ζ²λ_min(ψ²) for one point: H ≥ C'θ_ψ², (69); else NaN
 * @param featureTop λ_max(φφᵀ/D), which is φ² on one point; 0 without bias
 * @param meanSquaredLabel ‖y‖²/D
 */
public record QuadraticMargins(
    boolean zeroLabels,
    boolean onePoint,
    double top,
    double bottom,
    double featureTop,
    double meanSquaredLabel) {
  /**
   * The state that the bounds depend on.
   *
   * @param normSq θ²
   * @param psiNormSq its part on the indices of ψ
   * @param projection φᵀθ on one point
   */
  record State(double loss, double lambdaMax, double normSq, double psiNormSq, double projection) {}

  /**
   * The direction that method 2 takes the output to have.
   *
   * @param top ζ²λ_max(ψ_eff²), (155)
   * @param featureSq φ_eff², (164)
   * @param projection φ_effᵀθ
   */
  record Effective(double top, double featureSq, double projection) {}

  /**
   * Below 1: certified to converge, for zero labels. ηCθ²/4 without bias. With bias, on one point,
   * η(2φ² + CQ)/4 with Q = θ_ψ² + 2(φᵀθ)²/φ²: this is the Q of (79) without the part of θ_φ
   * orthogonal to φ, which no update changes, so that (81) holds for it too; and H + φ² = 2φ² +
   * ζ²θᵀψ²θ ≤ 2φ² + Cθ_ψ² ≤ 2φ² + CQ, so that it falls and the inequality stays true.
   */
  double safe(double learningRate, double normSq, double psiNormSq, double projection) {
    if (!zeroLabels) {
      return Double.NaN;
    }
    if (featureTop == 0) {
      return learningRate * top * normSq / 4;
    }
    if (!onePoint) {
      return Double.NaN;
    }
    double q = psiNormSq + 2 * projection * projection / featureTop;
    return learningRate * (2 * featureTop + top * q) / 4;
  }

  /**
   * Above 1: certified not to converge, if the loss is above 0. ηC'θ²/4 without bias, on one point
   * with label 0; ηλ_max(φφᵀ/D)/2 with bias, for any data: H and, at a minimum, the Hessian are at
   * least that; or on one point with label 0 by {@link BiasDivergence}.
   */
  double doomed(double learningRate, double normSq, double psiNormSq, double projection) {
    if (featureTop > 0) {
      double limit = learningRate * featureTop / 2;
      return zeroLabels && onePoint
          ? Math.max(
              limit,
              BiasDivergence.margin(learningRate, bottom, top, featureTop, psiNormSq, projection))
          : limit;
    }
    return zeroLabels && onePoint ? learningRate * bottom * normSq / 4 : Double.NaN;
  }

  /** {@link Measurement#returnsLevel}, (143); NaN with bias, where nothing is proven. */
  double returnsLevel(double learningRate, double normSq) {
    return featureTop == 0 ? level(learningRate * top * normSq / 4, meanSquaredLabel) : Double.NaN;
  }

  /** 8‖y‖²/(Dδ²) with δ = 4(1 − margin); NaN unless δ > 0. */
  public static double level(double margin, double meanSquaredLabel) {
    double room = 1 - margin;
    return room > 0 ? meanSquaredLabel / (2 * room * room) : Double.NaN;
  }

  /** (60), (68), (77), (138), (154), (163) in units of c. */
  Bounds bounds(State initial, Effective effective) {
    double four = 4 * initial.lambdaMax;
    boolean proven = zeroLabels && onePoint;
    if (featureTop > 0) {
      double onePointC =
          four / denominator(new Effective(top, featureTop, initial.projection), initial.normSq);
      return new Bounds(
          proven ? onePointC : Double.NaN,
          Double.NaN,
          four / denominator(effective, initial.normSq),
          initial.loss > 0 ? initial.lambdaMax * doomedRate(initial) : Double.NaN);
    }
    double method1 = four / (top * initial.normSq);
    boolean unstable = proven && initial.loss > 0 && bottom > 0;
    return new Bounds(
        proven ? method1 : Double.NaN,
        method1,
        four / (effective.top * initial.normSq),
        unstable ? four / (bottom * initial.normSq) : Double.NaN);
  }

  /** With bias, the least rate at which {@link #doomed} is 1. */
  private double doomedRate(State initial) {
    double limit = 2 / featureTop;
    double proven =
        zeroLabels && onePoint
            ? BiasDivergence.limit(bottom, top, featureTop, initial.psiNormSq, initial.projection)
            : Double.NaN;
    return proven < limit ? proven : limit;
  }

  private static double denominator(Effective at, double normSq) {
    double along = at.featureSq == 0 ? 0 : at.projection * at.projection / at.featureSq;
    return 2 * at.featureSq + at.top * (normSq + along);
  }
}
