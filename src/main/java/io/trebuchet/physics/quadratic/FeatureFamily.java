package io.trebuchet.physics.quadratic;

import io.trebuchet.physics.Parameters;
import io.trebuchet.physics.SeededRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How the features of a quadratic model are drawn, (183)–(187): ψ(x) = g(Σ_i x_i W^i) on the first
 * n_ψ indices, φ(x) = U x on the last n_φ, so that ψφ = 0. The scales are part of W and U.
 *
 * @param psiSize n_ψ
 * @param phiSize n_φ; 0 for the pure quadratic model
 * @param randomBasis whether the eigenvectors of each W^i are random; otherwise W^i is diagonal
 */
public record FeatureFamily(
    int psiSize,
    int phiSize,
    Nonlinearity g,
    Spectrum spectrum,
    boolean randomBasis,
    FeatureScales scales) {
  /** Reads {@code g}, {@code eigenbasis} and the scales. */
  public static FeatureFamily read(Parameters parameters, FeatureSizes sizes, Spectrum spectrum) {
    FeatureScales scales = FeatureScales.read(parameters, sizes.biased());
    Nonlinearity g = Nonlinearity.read(parameters);
    boolean random =
        parameters.choice("eigenbasis", List.of("random", "identity")).equals("random");
    return new FeatureFamily(sizes.psi(), sizes.phi(), g, spectrum, random, scales);
  }

  /** n = n_ψ + n_φ. */
  public int size() {
    return psiSize + phiSize;
  }

  /** One W of a model whose ψ is linear: its eigenvalues. */
  double[] eigenvalues(SeededRandom random) {
    return spectrum.draw(psiSize, random.split("eigenvalues"));
  }

  /** U with its scale, n_φ×d: entry (μ, i) at {@code [μ·d + i]}. */
  double[] featureWeights(int dimension, SeededRandom random) {
    double[] u = random.split("features").gaussians(Math.multiplyExact(phiSize, dimension));
    return multiplied(u, scales.ofPhi(dimension, phiSize));
  }

  /**
   * W^1 … W^d with their scale.
   *
   * @throws IllegalArgumentException if a W would have more than 2³¹ − 1 entries
   */
  double[][] metaFeatureWeights(int dimension, SeededRandom random) {
    requireMatrices();
    double[][] w = new double[dimension][];
    for (int i = 0; i < dimension; i++) {
      SeededRandom own = i == 0 ? random : random.split("input-" + i);
      double[] lambda = spectrum.draw(psiSize, own.split("eigenvalues"));
      double[] drawn =
          randomBasis
              ? RandomBasis.rotate(lambda, own.split("basis"))
              : RandomBasis.diagonal(lambda);
      w[i] = multiplied(drawn, scales.ofPsi(dimension));
    }
    return w;
  }

  /**
   * θ of a model with one W, whose part of ψ is in the eigenbasis of W, as it is outside of it.
   *
   * @throws IllegalArgumentException if W would have more than 2³¹ − 1 entries
   */
  double[] outOfEigenbasis(double[] theta, SeededRandom random) {
    if (!randomBasis) {
      return theta;
    }
    requireMatrices();
    double[] rotated = theta.clone();
    double[] psi = RandomBasis.outOf(Arrays.copyOf(theta, psiSize), random.split("basis"));
    System.arraycopy(psi, 0, rotated, 0, psiSize);
    return rotated;
  }

  /**
   * Complains of eigenvalues that are given, but are more or fewer than a W has.
   *
   * @throws IllegalArgumentException if so
   */
  void check() {
    if (spectrum.values() != null) {
      double[] unused = spectrum.draw(psiSize, SeededRandom.of(0));
    }
  }

  /**
   * Complains of a W with more than 2³¹ − 1 entries.
   *
   * @throws IllegalArgumentException if so
   */
  void requireMatrices() {
    if ((long) psiSize * psiSize > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d weights in the quadratic part need a %d×%d matrix: choose fewer",
              psiSize,
              psiSize,
              psiSize));
    }
  }

  /**
   * Draws W^1 … W^d and U.
   *
   * @param dimension d
   */
  public QuadraticFeatures draw(int dimension, SeededRandom random) {
    return QuadraticFeatures.of(
        g,
        psiSize,
        phiSize,
        metaFeatureWeights(dimension, random),
        featureWeights(dimension, random));
  }

  private static double[] multiplied(double[] values, double factor) {
    if (factor != 1) {
      for (int i = 0; i < values.length; i++) {
        values[i] *= factor;
      }
    }
    return values;
  }
}
