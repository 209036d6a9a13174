package io.trebuchet.physics.quadratic;

import java.util.Arrays;
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
   * The expansion that is exact to rounding for these points: docs/physics.md, "Faster, exactly", 6
   * for the identity and 5 for tanh in one dimension. Null where there is none.
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
   * tanh(xw) in odd powers, Σ_m t_m (xw)^{2m+1}, of which far fewer than one operator a power are
   * needed. With ξ = x/max|x|, ω = w/max|w| and a = max|xw| it is aξω Σ_m t_m a^{2m} ξ^{2m} ω^{2m};
   * in Chebyshev polynomials T_i of 2ξ² − 1 and of 2ω² − 1 the sum has a symmetric matrix of
   * coefficients that falls off steeply along its diagonal, and L diag(p) Lᵀ with the few pivots
   * that are not negligible is all of it: V_k = ω g_k(ω²) entry by entry and c_k = aξ p_k g_k(ξ²),
   * g_k = Σ_i L_ik T_i.
   */
  final class OddPowers implements PsiExpansion {
    // Half an ulp of the first term is 2^-54 of it; what is left out is bounded by the first of it.
    private static final double NEGLIGIBLE = 0x1p-56;
    private static final double LARGEST_ARGUMENT = 1;
    private static final int MOST_TERMS = 64;

    private final double[] w;
    private final double radius;
    private final double reach;
    private final double[] pivots;
    private final double[][] factors;

    private OddPowers(
        double[] w, double radius, double reach, double[] pivots, double[][] factors) {
      this.w = w;
      this.radius = radius;
      this.reach = reach;
      this.pivots = pivots;
      this.factors = factors;
    }

    private static @Nullable OddPowers of(QuadraticFeatures features, double[] inputs) {
      double[] w = features.w(0);
      double radius = largest(w);
      double reach = largest(inputs);
      double argument = radius * reach;
      if (!(argument <= LARGEST_ARGUMENT) || radius < Double.MIN_NORMAL) {
        return null;
      }
      double[] terms = taylor();
      double power = 1;
      for (int m = 0; m < MOST_TERMS; m++) {
        terms[m] *= power;
        if (Math.abs(terms[m]) <= NEGLIGIBLE) {
          double[][] matrix = chebyshev(Arrays.copyOf(terms, m));
          return factored(w, radius, reach > 0 ? reach : 1, matrix);
        }
        power *= argument * argument;
      }
      return null;
    }

    /** Gaussian elimination, which stops at the first negligible pivot; none grows. */
    private static OddPowers factored(double[] w, double radius, double reach, double[][] matrix) {
      int size = matrix.length;
      double[] pivots = new double[size];
      double[][] factors = new double[size][];
      int count = 0;
      while (count < size && Math.abs(matrix[count][count]) > NEGLIGIBLE) {
        double pivot = matrix[count][count];
        double[] factor = new double[size];
        for (int i = count; i < size; i++) {
          factor[i] = matrix[i][count] / pivot;
        }
        for (int i = count; i < size; i++) {
          for (int j = count; j < size; j++) {
            matrix[i][j] -= pivot * factor[i] * factor[j];
          }
        }
        pivots[count] = pivot;
        factors[count++] = factor;
      }
      return new OddPowers(
          w, radius, reach, Arrays.copyOf(pivots, count), Arrays.copyOf(factors, count));
    }

    /** Σ_m t_m b_mi b_mj with s^m = Σ_i b_mi T_i(2s − 1), b_mi = 2^{1−2m} (2m over m − i). */
    private static double[][] chebyshev(double[] terms) {
      int size = terms.length;
      double[][] matrix = new double[size][size];
      double[] b = new double[size];
      for (int m = 0; m < size; m++) {
        double binomial = 1;
        for (int i = 1; i <= m; i++) {
          binomial *= (2.0 * m - i + 1) / i / 4;
        }
        for (int i = 0; i <= m; i++) {
          b[i] = i == 0 ? binomial : 2 * binomial;
          binomial *= (double) (m - i) / (m + i + 1);
        }
        for (int i = 0; i <= m; i++) {
          for (int j = 0; j <= m; j++) {
            matrix[i][j] += terms[m] * b[i] * b[j];
          }
        }
      }
      return matrix;
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
      return pivots.length;
    }

    @Override
    public void operator(int k, double[] into) {
      for (int i = 0; i < into.length; i++) {
        into[i] = odd(k, w[i] / radius);
      }
    }

    @Override
    public double[] coefficients(double[] inputs) {
      int count = count();
      double[] c = new double[inputs.length * count];
      for (int alpha = 0; alpha < inputs.length; alpha++) {
        for (int k = 0; k < count; k++) {
          c[alpha * count + k] = radius * reach * pivots[k] * odd(k, inputs[alpha] / reach);
        }
      }
      return c;
    }

    /** x g_k(x²), by Clenshaw's recurrence. */
    private double odd(int k, double x) {
      double[] factor = factors[k];
      double y = 2 * (2 * x * x - 1);
      double next = 0;
      double afterNext = 0;
      for (int i = factor.length - 1; i > 0; i--) {
        double now = factor[i] + y * next - afterNext;
        afterNext = next;
        next = now;
      }
      return x * (factor[0] + 0.5 * y * next - afterNext);
    }
  }
}
