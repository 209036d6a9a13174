package io.trebuchet.physics;

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
    return new QuadraticModel(
        FeatureFamily.readPure(parameters, "n", n),
        parameters.quotient("zeta2", Map.of("n", (double) n)),
        parameters.vector("initial-weights").orElse(null));
  }
}
