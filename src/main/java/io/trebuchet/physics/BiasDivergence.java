package io.trebuchet.physics;

/**
 * Proof that a quadratic model with bias diverges, on one point with label 0: the counterpart of
 * (68), which θ² cannot give there, for with bias θ² need not grow.
 *
 * <p>Let a be the weights of ψ, f = φᵀθ, S = ζ²aᵀψ²a, so that H = φ² + S, and m, M the smallest and
 * the largest eigenvalue of ζ²ψ². Exactly, with Q = |a|² + 2f²/φ², see (79) and (81),
 *
 * <pre>
 *   f' = f − ηφ²z      Q' = Q + ηz²(ηS + 2ηφ² − 4)      z' = z(1 − ηH + ½η²ζ³z aᵀψ³a)
 * </pre>
 *
 * and |ζ³aᵀψ³a| ≤ √M S. Suppose that |f| ≤ φ√Q/2, that is |a|² ≥ Q/2, and let G = ηmQ/2 ≥ 8 and r =
 * G/2 − 1. Then ηS ≥ G, Q does not fall, and with x = η√M|z|:
 *
 * <ul>
 *   <li>a step with x ≤ 1 makes |z| at least r times as large; so before and including a step with
 *       x > 1, f has moved by at most ηφ²|z| r/(r − 1) = φ²x r/((r − 1)√M), and if there has been
 *       none yet, by at most D = φ² r/((r − 1)√M);
 *   <li>a step with x > 1 gives Q' ≥ Q(1 + Γx²), Γ = (1 − 4/G)m/2M, hence √Q' − √Q ≥ √Q σx with σ =
 *       √(1 + Γ) − 1, since (√(1 + Γx²) − 1)/x rises with x.
 * </ul>
 *
 * So as long as all that holds, |f| ≤ |f_0| + D + K(√Q − √Q_0) with K = φ² r/((r − 1)√M σ√Q_0). If
 * |f_0| + D ≤ φ√Q_0/2 and K ≤ φ/2, then |f| ≤ φ√Q/2 at the next step too, and by induction for
 * ever: ηH stays above 8, and no minimum is ever held.
 */
public final class BiasDivergence {
  private static final double ENOUGH = 8;

  private static final double PRECISION = 1e-12;

  private BiasDivergence() {}

  /**
   * The smallest learning rate above which {@link #margin} proves divergence; NaN if none does. The
   * margin rises with the rate: G does, and with it r/(r − 1) falls and σ rises.
   */
  public static double limit(
      double bottom, double top, double featureSq, double psiNormSq, double projection) {
    double low = 0;
    double high = 1;
    while (!(margin(high, bottom, top, featureSq, psiNormSq, projection) > 1)) {
      low = high;
      high *= 2;
      if (Double.isInfinite(high)) {
        return Double.NaN;
      }
    }
    while (high - low > PRECISION * high) {
      double middle = (low + high) / 2;
      if (margin(middle, bottom, top, featureSq, psiNormSq, projection) > 1) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  /**
   * Above 1: proven. The least of the ratios by which the three conditions hold; while G is below
   * 8, only G/8.
   *
   * @param bottom m
   * @param top M
   * @param featureSq φ²
   * @param psiNormSq |a|²
   * @param projection f
   */
  public static double margin(
      double learningRate,
      double bottom,
      double top,
      double featureSq,
      double psiNormSq,
      double projection) {
    double q = psiNormSq + 2 * projection * projection / featureSq;
    double g = learningRate * bottom * q / 2;
    if (!(g > ENOUGH)) {
      return g / ENOUGH;
    }
    double growth = g / 2 - 1;
    double drift = featureSq * growth / ((growth - 1) * Math.sqrt(top));
    double sigma = Math.sqrt(1 + (1 - 4 / g) * bottom / (2 * top)) - 1;
    double half = Math.sqrt(featureSq) / 2;
    double rootQ = Math.sqrt(q);
    double start = half * rootQ / (Math.abs(projection) + drift);
    double slope = half * sigma * rootQ / drift;
    return Math.min(g / ENOUGH, Math.min(start, slope));
  }
}
