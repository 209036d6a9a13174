package io.trebuchet.physics.linear;

import io.trebuchet.physics.GivenWeights;
import io.trebuchet.physics.Model;
import io.trebuchet.physics.ModelKind;
import io.trebuchet.physics.Parameters;
import io.trebuchet.physics.linalg.Precision;

/** {@code model.kind = linear-with-bias}. */
public final class LinearNetKind implements ModelKind {
  /** For the service loader. */
  public LinearNetKind() {}

  @Override
  public String name() {
    return "linear-with-bias";
  }

  @Override
  public Model read(Parameters parameters) {
    Precision.requireDouble(parameters);
    return GivenWeights.read(parameters, new LinearNet(parameters.integer("n", 1)));
  }
}
