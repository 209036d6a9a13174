package io.trebuchet.physics.quadratic;

import io.trebuchet.physics.Parameters;
import java.util.List;

/**
 * What the features of a quadratic model are divided by, so that outputs are O(1) whatever the
 * dimension d of the data.
 *
 * @param psi whether ψ(x) = g(d^−½ Σ_i x_i W^i), otherwise without the root
 * @param phi whether φ(x) = U x/√(d n_φ), so that |φ|² ≈ 1 for |x_i| ≈ 1, otherwise U x as in (184)
 */
public record FeatureScales(boolean psi, boolean phi) {
  /** The formulas (184) and (185) as the paper writes them. */
  public static final FeatureScales NONE = new FeatureScales(false, false);

  /** Reads {@code meta-feature-scale}, and {@code feature-scale} of a model with a linear part. */
  static FeatureScales read(Parameters parameters, boolean biased) {
    boolean phi =
        biased && parameters.choice("feature-scale", List.of("unit", "none")).equals("unit");
    boolean psi =
        parameters.choice("meta-feature-scale", List.of("sqrt-d", "none")).equals("sqrt-d");
    return new FeatureScales(psi, phi);
  }

  /** What Σ_i x_i W^i is multiplied by. */
  double ofPsi(int dimension) {
    return psi ? 1 / Math.sqrt(dimension) : 1;
  }

  /** What U x is multiplied by. */
  double ofPhi(int dimension, int phiSize) {
    return phi && phiSize > 0 ? 1 / Math.sqrt((double) dimension * phiSize) : 1;
  }
}
