package io.trebuchet.physics.quadratic;

import io.trebuchet.physics.Numbers;
import io.trebuchet.physics.Parameters;
import io.trebuchet.physics.SeededRandom;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where the eigenvalues λ^i of the matrices W^i come from, (186): given, or drawn.
 *
 * @param low lower end of the interval that positive eigenvalues are drawn from
 * @param high its upper end
 * @param mirrored whether each drawn λ comes with −λ, so that E[z_0] = 0 (24)
 * @param values the same eigenvalues for every W^i; null to draw them
 */
public record Spectrum(double low, double high, boolean mirrored, @Nullable Numbers values) {
  /** Eigenvalues drawn uniformly from an interval. */
  public static Spectrum drawn(double low, double high, boolean mirrored) {
    return new Spectrum(low, high, mirrored, null);
  }

  /** The given eigenvalues. */
  public static Spectrum of(Numbers values) {
    return new Spectrum(1, 1, false, values);
  }

  /**
   * Reads the section {@code eigenvalues}.
   *
   * @param sizes that say how many there are
   */
  public static Spectrum read(Parameters parameters, FeatureSizes sizes) {
    return read(parameters, sizes, true);
  }

  /**
   * The same.
   *
   * @param used whether there is any W to be made of them
   */
  static Spectrum read(Parameters parameters, FeatureSizes sizes, boolean used) {
    int size = sizes.psi();
    Parameters section = parameters.section("eigenvalues");
    List<Double> positive = section.numbers("positive", 2);
    boolean mirrored = section.flag("mirrored");
    Numbers values = section.vector("values").orElse(null);
    if (positive.size() != 2 || positive.get(0) <= 0 || positive.get(0) > positive.get(1)) {
      section.fault("positive", "must be an interval [low, high] with 0 < low ≤ high");
      positive = List.of(1.0, 1.0);
    }
    if (values instanceof Numbers.Listed listed && listed.values().size() != size) {
      section.fault(
          "values",
          String.format(
              Locale.ROOT,
              "must be as many as %s = %d, are %d",
              sizes.psiKey(),
              size,
              listed.values().size()));
    }
    if (used && values == null && mirrored && size % 2 != 0) {
      parameters.fault(sizes.psiKey(), "must be even where eigenvalues come in ± pairs");
    }
    return new Spectrum(positive.get(0), positive.get(1), mirrored, values);
  }

  /**
   * The eigenvalues of one W.
   *
   * @throws IllegalArgumentException if {@code n} are needed and another number is given
   */
  double[] draw(int n, SeededRandom random) {
    if (values != null) {
      double[] given = values.read();
      if (given.length != n) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "eigenvalues.values: %d numbers, but %d eigenvalues are needed",
                given.length,
                n));
      }
      return given;
    }
    double[] lambda = new double[n];
    int positive = mirrored ? n / 2 : n;
    for (int i = 0; i < positive; i++) {
      lambda[i] = low == high ? low : random.uniform(low, high);
    }
    for (int i = positive; i < n; i++) {
      lambda[i] = -lambda[i - positive];
    }
    return lambda;
  }
}
