package io.trebuchet.physics;

import org.jspecify.annotations.Nullable;

/** ψ(x) = Σ_k c_k(x) V_k with a few fixed symmetric V_k that serve every point. */
sealed interface PsiExpansion {
  /** K, how many operators there are. */
  int count();

  /** Writes V_k, n_ψ×n_ψ. */
  void operator(int k, double[] into);

  /** c_k(x) of each point, points×K: that of point α at {@code [α·K + k]}. */
  double[] coefficients(double[] inputs);

  /**
   * The expansion that is exact to rounding for these points: physics.md, "Faster, exactly", 6 for
   * the identity and 5 for tanh in one dimension. Null where there is none.
   */
  static @Nullable PsiExpansion of(QuadraticFeatures features, double[] inputs) {
    return switch (features.g()) {
      case IDENTITY -> new Linear(features);
      case TANH -> features.dimension() == 1 ? OddPowers.of(features, inputs) : null;
    };
  }

  /** g = identity: V_k = W^k and c_k(x) = x_k. */
  record Linear(QuadraticFeatures features) implements PsiExpansion {
    @Override
    public int count() {
      return features.dimension();
    }

    @Override
    public void operator(int k, double[] into) {
      System.arraycopy(features.w(k), 0, into, 0, into.length);
    }

    @Override
    public double[] coefficients(double[] inputs) {
      return inputs;
    }
  }

  /**
   * tanh(xw) = Σ_k t_k (xw)^{2k+1}: V_k has the entries (w/r)^{2k+1}, r = max|w|, and c_k(x) = t_k
   * (xr)^{2k+1}.
   */
  final class OddPowers implements PsiExpansion {
    // Half an ulp of the first term is 2^-54 of it; the series alternates, so that the first term
    // left out bounds all that is.
    private static final double NEGLIGIBLE = 0x1p-56;
    private static final double LARGEST_ARGUMENT = 1;
    private static final int MOST_TERMS = 64;

    private final double[] w;
    private final double radius;
    private final double[] taylor;
    private final int count;

    private OddPowers(double[] w, double radius, double[] taylor, int count) {
      this.w = w;
      this.radius = radius;
      this.taylor = taylor;
      this.count = count;
    }

    private static @Nullable OddPowers of(QuadraticFeatures features, double[] inputs) {
      double[] w = features.w(0);
      double radius = largest(w);
      double argument = radius * largest(inputs);
      if (!(argument <= LARGEST_ARGUMENT) || radius < Double.MIN_NORMAL) {
        return null;
      }
      double[] taylor = taylor();
      double power = 1;
      for (int k = 1; k < MOST_TERMS; k++) {
        power *= argument * argument;
        if (Math.abs(taylor[k]) * power <= NEGLIGIBLE) {
          return new OddPowers(w, radius, taylor, k);
        }
      }
      return null;
    }

    private static double largest(double[] values) {
      double largest = 0;
      for (double x : values) {
        largest = Math.max(largest, Math.abs(x));
      }
      return largest;
    }

    /** t_0 = 1 and, from tanh' = 1 − tanh², (2k + 1) t_k = −Σ_{i+j=k−1} t_i t_j. */
    private static double[] taylor() {
      double[] t = new double[MOST_TERMS];
      t[0] = 1;
      for (int k = 1; k < t.length; k++) {
        double sum = 0;
        for (int i = 0; i < k; i++) {
          sum += t[i] * t[k - 1 - i];
        }
        t[k] = -sum / (2 * k + 1);
      }
      return t;
    }

    @Override
    public int count() {
      return count;
    }

    @Override
    public void operator(int k, double[] into) {
      for (int i = 0; i < into.length; i++) {
        into[i] = oddPower(w[i] / radius, k);
      }
    }

    @Override
    public double[] coefficients(double[] inputs) {
      double[] c = new double[inputs.length * count];
      for (int alpha = 0; alpha < inputs.length; alpha++) {
        for (int k = 0; k < count; k++) {
          c[alpha * count + k] = taylor[k] * oddPower(inputs[alpha] * radius, k);
        }
      }
      return c;
    }

    /** x^{2k+1}. */
    private static double oddPower(double x, int k) {
      double power = x;
      for (int i = 0; i < k; i++) {
        power *= x * x;
      }
      return power;
    }
  }
}
