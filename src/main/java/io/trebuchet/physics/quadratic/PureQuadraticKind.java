package io.trebuchet.physics.quadratic;

import io.trebuchet.physics.Model;
import io.trebuchet.physics.ModelKind;
import io.trebuchet.physics.Parameters;

/** Reads {@code model { kind = pure-quadratic, … }}. */
public final class PureQuadraticKind implements ModelKind {
  @Override
  public String name() {
    return "pure-quadratic";
  }

  @Override
  public Model read(Parameters parameters) {
    return GivenFeatures.read(parameters, FeatureSizes.readPure(parameters));
  }
}
