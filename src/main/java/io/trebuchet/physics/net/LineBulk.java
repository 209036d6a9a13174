package io.trebuchet.physics.net;

/**
 * Units of a {@link LineDescent} with u of one sign and far from changing it, which all move by the
 * same matrix: since they were added (u_i, v_i) has become (g u_i + h v_i, h u_i + g v_i). So with
 * Q = Σ(u² + v²) and W = Σuv of then,
 *
 * <pre>
 *   Σ(u² + v²) = (g² + h²)Q + 4ghW     Σuv = ghQ + (g² + h²)W
 * </pre>
 *
 * and a step costs the same however many they are. In p = u + v and m = u − v the matrix is
 * diagonal, A = g + h and B = g − h, and u has the sign of p + (B/A)m where A > 0.
 */
public final class LineBulk {
  // Wide enough for the small steps of most of a run, and narrow enough to keep most units.
  private static final double LARGEST_RATIO = 1.05;

  // Farther than that by much more than rounding.
  private static final double SAFE_RATIO = 1.06;

  private double g = 1;
  private double h = 0;
  private int count;
  private double normSq;
  private double product;

  /** The sign of u if it keeps it as long as {@link #holds}, else 0; also 0 for NaN. */
  static int sign(double u, double v) {
    double p = u + v;
    double m = u - v;
    double above = p + SAFE_RATIO * m;
    double below = SAFE_RATIO * p + m;
    return above > 0 && below > 0 ? 1 : above < 0 && below < 0 ? -1 : 0;
  }

  /** No units, and no motion. */
  void clear() {
    count = 0;
    normSq = 0;
    product = 0;
    setMotion(1, 0);
  }

  /** One more unit, before any motion. */
  void add(double u, double v) {
    count++;
    normSq += u * u + v * v;
    product += u * v;
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

  /** Whether no u can have changed its sign; false also for a NaN. */
  boolean holds() {
    double a = g + h;
    double b = g - h;
    return a > 0 && b <= LARGEST_RATIO * a && a <= LARGEST_RATIO * b;
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
