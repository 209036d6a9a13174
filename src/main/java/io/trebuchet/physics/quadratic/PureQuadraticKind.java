package io.trebuchet.physics.quadratic;

import io.trebuchet.physics.Model;
import io.trebuchet.physics.ModelKind;
import io.trebuchet.physics.Parameters;
import java.util.Map;

/** Reads {@code model { kind = pure-quadratic, … }}. */
public final class PureQuadraticKind implements ModelKind {
  @Override
  public String name() {
    return "pure-quadratic";
  }

  @Override
  public Model read(Parameters parameters) {
    int n = parameters.integer("n", 2);
    FeatureArrays arrays = FeatureArrays.readPure(parameters, "n", n);
    Spectrum spectrum = Spectrum.read(parameters, "n", n, !arrays.quadratic());
    QuadraticModel model =
        new QuadraticModel(
            FeatureFamily.readPure(parameters, spectrum, n),
            parameters.quotient("zeta2", Map.of("n", (double) n)),
            parameters.vector("initial-weights").orElse(null));
    return GivenFeatures.of(model, arrays);
  }
}
