package io.trebuchet.physics;

/**
 * The units of a {@link LineDescent} with u of one sign, which all move by the same matrix: since
 * they were last summed up (u_i, v_i) has become (g u_i + h v_i, h u_i + g v_i). So with Q = Σ(u² +
 * v²) and W = Σuv of then,
 *
 * <pre>
 *   Σ(u² + v²) = (g² + h²)Q + 4ghW     Σuv = ghQ + (g² + h²)W
 * </pre>
 *
 * and a step costs the same however many units there are. In p = u + v and m = u − v the matrix is
 * diagonal, A = g + h and B = g − h; u keeps its sign while A > 0 and B/A stays on the same side of
 * every −p_i/m_i.
 */
final class LineSide {
  // Beyond, one of p and m has shrunk so much against the other that the sums would lose digits.
  private static final double LARGEST_RATIO = 4;

  // Far above rounding: nearer to a change of sign each unit decides for itself.
  private static final double MARGIN = 1e-10;

  private double g;
  private double h;
  private int count;
  private double normSq;
  private double product;
  private double lowestRatio;
  private double highestRatio;

  LineSide() {
    clear();
  }

  /** No units, and no motion. */
  void clear() {
    count = 0;
    normSq = 0;
    product = 0;
    lowestRatio = 1 / LARGEST_RATIO;
    highestRatio = LARGEST_RATIO;
    setMotion(1, 0);
  }

  /** One more unit, at rest. */
  void add(double u, double v) {
    count++;
    normSq += u * u + v * v;
    product += u * v;
    double ratio = (v + u) / (v - u);
    // Where p and m are of one sign the ratio is negative, and never reached.
    if (ratio < 1) {
      lowestRatio = Math.max(lowestRatio, ratio);
    } else {
      highestRatio = Math.min(highestRatio, ratio);
    }
  }

  /** (u, v) ← (u − κv, v − κu) for each unit. */
  void turn(double kappa) {
    if (count > 0) {
      setMotion(g - kappa * h, h - kappa * g);
    }
  }

  /** The matrix that moves the units from where they were when they were added. */
  void setMotion(double newG, double newH) {
    g = newG;
    h = newH;
  }

  /** Whether no u has changed its sign; false also if that is too close to tell, or for NaN. */
  boolean holds() {
    double ratio = (g - h) / (g + h);
    return count == 0
        || (g + h > 0 && ratio > lowestRatio + MARGIN && ratio < highestRatio - MARGIN);
  }

  double g() {
    return g;
  }

  double h() {
    return h;
  }

  int count() {
    return count;
  }

  /** Σ(u² + v²). */
  double normSq() {
    return (g * g + h * h) * normSq + 4 * g * h * product;
  }

  /** Σuv. */
  double product() {
    return g * h * normSq + (g * g + h * h) * product;
  }
}
