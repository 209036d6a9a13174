package io.trebuchet.physics.quadratic;

import io.trebuchet.physics.Parameters;
import java.util.Map;

/**
 * How many features a quadratic model has.
 *
 * @param psi n_ψ
 * @param phi n_φ
 * @param biased whether it has a linear part, if only one of no features
 */
public record FeatureSizes(int psi, int phi, boolean biased) {
  /** Reads {@code n} of a model without linear part. */
  static FeatureSizes readPure(Parameters parameters) {
    return new FeatureSizes(parameters.integer("n", 2), 0, false);
  }

  /** Reads {@code n-psi} and {@code n-phi}. */
  public static FeatureSizes readBiased(Parameters parameters, int leastPhi) {
    return new FeatureSizes(
        parameters.integer("n-psi", 2), parameters.integer("n-phi", leastPhi), true);
  }

  /** The key of n_ψ. */
  public String psiKey() {
    return biased ? "n-psi" : "n";
  }

  /** Reads {@code zeta2}, a number or a quotient by a size. */
  public double readZetaSq(Parameters parameters) {
    double n = (double) psi + phi;
    return parameters.quotient(
        "zeta2", biased ? Map.of("n-psi", (double) psi, "n", n) : Map.of("n", n));
  }
}
