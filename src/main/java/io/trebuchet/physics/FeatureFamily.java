package io.trebuchet.physics;

import java.util.List;

/**
 * How the features of a quadratic model are made, (183)–(187): ψ(x) = g(Σ_i x_i W^i) on the first
 * n_ψ indices, φ(x) = U x on the last n_φ, so that ψφ = 0.
 *
 * @param psiSize n_ψ
 * @param phiSize n_φ; 0 for the pure quadratic model
 * @param randomBasis whether the eigenvectors of each W^i are random; otherwise W^i is diagonal
 * @param unitFeatures whether φ is divided by √n_φ, so that |φ|² ≈ |x|²
 */
public record FeatureFamily(
    int psiSize,
    int phiSize,
    Nonlinearity g,
    Spectrum spectrum,
    boolean randomBasis,
    boolean unitFeatures) {
  /** Reads {@code g}, {@code eigenvalues} and {@code eigenbasis} of the pure quadratic model. */
  public static FeatureFamily readPure(Parameters parameters, String sizeKey, int psiSize) {
    return new FeatureFamily(
        psiSize,
        0,
        Nonlinearity.read(parameters),
        Spectrum.read(parameters, sizeKey, psiSize),
        parameters.choice("eigenbasis", List.of("random", "identity")).equals("random"),
        false);
  }

  /** The same with {@code phiSize} features, and {@code feature-scale}. */
  public static FeatureFamily readBiased(
      Parameters parameters, String sizeKey, int psiSize, int phiSize) {
    FeatureFamily pure = readPure(parameters, sizeKey, psiSize);
    boolean unit = parameters.choice("feature-scale", List.of("none", "unit")).equals("unit");
    return new FeatureFamily(psiSize, phiSize, pure.g, pure.spectrum, pure.randomBasis, unit);
  }

  /** n = n_ψ + n_φ. */
  public int size() {
    return psiSize + phiSize;
  }

  /** What U x is multiplied by. */
  public double featureScale() {
    return unitFeatures && phiSize > 0 ? 1 / Math.sqrt(phiSize) : 1;
  }

  /** One W of a model whose ψ is linear: its eigenvalues. */
  double[] eigenvalues(SeededRandom random) {
    return spectrum.draw(psiSize, random.split("eigenvalues"));
  }

  /** U, n_φ×d: entry (μ, i) at {@code [μ·d + i]}. */
  double[] featureWeights(int dimension, SeededRandom random) {
    return random.split("features").gaussians(Math.multiplyExact(phiSize, dimension));
  }

  /**
   * Draws W^1 … W^d and U.
   *
   * @param dimension d
   * @throws IllegalArgumentException if a W would have more than 2³¹ − 1 entries
   */
  public QuadraticFeatures draw(int dimension, SeededRandom random) {
    if ((long) psiSize * psiSize > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%d weights in the quadratic part need a %d×%d matrix: choose fewer"
              .formatted(psiSize, psiSize, psiSize));
    }
    double[][] w = new double[dimension][];
    for (int i = 0; i < dimension; i++) {
      SeededRandom own = i == 0 ? random : random.split("input-" + i);
      double[] lambda = spectrum.draw(psiSize, own.split("eigenvalues"));
      w[i] =
          randomBasis
              ? RandomBasis.rotate(lambda, own.split("basis"))
              : RandomBasis.diagonal(lambda);
    }
    return QuadraticFeatures.of(g, psiSize, phiSize, w, featureWeights(dimension, random));
  }
}
