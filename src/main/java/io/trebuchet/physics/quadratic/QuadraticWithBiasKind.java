package io.trebuchet.physics.quadratic;

import io.trebuchet.physics.Model;
import io.trebuchet.physics.ModelKind;
import io.trebuchet.physics.Parameters;
import java.util.Map;

/** Reads {@code model { kind = quadratic-with-bias, … }}. */
public final class QuadraticWithBiasKind implements ModelKind {
  @Override
  public String name() {
    return "quadratic-with-bias";
  }

  @Override
  public Model read(Parameters parameters) {
    int psiSize = parameters.integer("n-psi", 2);
    int phiSize = parameters.integer("n-phi", 1);
    FeatureArrays arrays = FeatureArrays.readBiased(parameters, "n-psi", psiSize, "n-phi", phiSize);
    Spectrum spectrum = Spectrum.read(parameters, "n-psi", psiSize, !arrays.quadratic());
    QuadraticModel model =
        new QuadraticModel(
            FeatureFamily.readBiased(parameters, spectrum, psiSize, phiSize),
            parameters.quotient(
                "zeta2", Map.of("n-psi", (double) psiSize, "n", (double) psiSize + phiSize)),
            parameters.vector("initial-weights").orElse(null));
    return GivenFeatures.of(model, arrays);
  }
}
