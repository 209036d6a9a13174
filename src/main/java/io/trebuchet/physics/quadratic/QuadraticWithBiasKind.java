package io.trebuchet.physics.quadratic;

import io.trebuchet.physics.Model;
import io.trebuchet.physics.ModelKind;
import io.trebuchet.physics.Parameters;

/** Reads {@code model { kind = quadratic-with-bias, … }}. */
public final class QuadraticWithBiasKind implements ModelKind {
  @Override
  public String name() {
    return "quadratic-with-bias";
  }

  @Override
  public Model read(Parameters parameters) {
    return GivenFeatures.read(parameters, FeatureSizes.readBiased(parameters, 1));
  }
}
