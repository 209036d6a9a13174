package io.trebuchet.physics.net;

/**
 * The scale-invariant activation (8): σ(p) = a₊p above 0 and a₋p below, 0 ≤ a₋ ≤ a₊.
 *
 * @param minus a₋
 * @param plus a₊
 * @param atZero σ'(0)
 */
public record Slopes(double minus, double plus, double atZero) {
  /** max(p, 0), with σ'(0) = 0, so that a unit is either on or off. */
  public static final Slopes RELU = new Slopes(0, 1, 0);

  /** With σ'(0) = (a₊ + a₋)/2, (9). */
  public static Slopes of(double minus, double plus) {
    return new Slopes(minus, plus, (minus + plus) / 2);
  }

  /** Whether a unit can be off, so that it makes sense to speak of sparsity. */
  boolean canBeOff() {
    return minus == 0;
  }

  /** s ← σ(p) and active ← active + 1[p > 0], entry by entry. */
  void apply(double[] p, double[] s, double[] active) {
    if (equals(RELU)) {
      rectify(p, s, active);
    } else {
      bend(p, s, active);
    }
  }

  // Signs instead of comparisons: those would be branches, and not vectorised.
  private static void rectify(double[] p, double[] s, double[] active) {
    for (int i = 0; i < p.length; i++) {
      double output = Math.max(p[i], 0.0);
      s[i] = output;
      active[i] += Math.signum(output);
    }
  }

  private void bend(double[] p, double[] s, double[] active) {
    double up = plus;
    double down = minus;
    for (int i = 0; i < p.length; i++) {
      double above = Math.max(p[i], 0.0);
      s[i] = up * above + down * Math.min(p[i], 0.0);
      active[i] += Math.signum(above);
    }
  }

  /** m ← upstream∘σ'(p), entry by entry; {@code m} may be {@code p} or {@code upstream}. */
  void pullBack(double[] p, double[] upstream, double[] m) {
    if (equals(RELU)) {
      for (int i = 0; i < p.length; i++) {
        m[i] = upstream[i] * Math.signum(Math.max(p[i], 0.0));
      }
      return;
    }
    double up = plus - atZero;
    double down = minus - atZero;
    double zero = atZero;
    for (int i = 0; i < p.length; i++) {
      double slope =
          zero + up * Math.signum(Math.max(p[i], 0.0)) - down * Math.signum(Math.min(p[i], 0.0));
      m[i] = upstream[i] * slope;
    }
  }

  /** vᵀσ(p) over the first entries of {@code p}, as many as {@code v} has. */
  double output(double[] p, double[] v) {
    double above = 0;
    double below = 0;
    if (minus == 0) {
      return plus * positivePart(p, v);
    }
    for (int i = 0; i < v.length; i++) {
      above += v[i] * Math.max(p[i], 0.0);
      below += v[i] * Math.min(p[i], 0.0);
    }
    return plus * above + minus * below;
  }

  /** Four lanes, or each sum waits for its own last. */
  private static double positivePart(double[] p, double[] v) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 4 <= v.length; i += 4) {
      a += v[i] * Math.max(p[i], 0.0);
      b += v[i + 1] * Math.max(p[i + 1], 0.0);
      c += v[i + 2] * Math.max(p[i + 2], 0.0);
      d += v[i + 3] * Math.max(p[i + 3], 0.0);
    }
    for (; i < v.length; i++) {
      a += v[i] * Math.max(p[i], 0.0);
    }
    return (a + b) + (c + d);
  }
}
