package io.trebuchet.physics.net;

import io.trebuchet.physics.GivenWeights;
import io.trebuchet.physics.Model;
import io.trebuchet.physics.ModelKind;
import io.trebuchet.physics.Parameters;
import io.trebuchet.physics.linalg.Precision;

/** {@code model.kind = relu}. */
public final class ReluKind implements ModelKind {
  /** For the service loader. */
  public ReluKind() {}

  @Override
  public String name() {
    return "relu";
  }

  @Override
  public Model read(Parameters parameters) {
    return GivenWeights.read(
        parameters,
        new Net(
            parameters.integer("width", 1),
            parameters.integer("hidden-layers", 1) - 1,
            Slopes.RELU,
            Precision.read(parameters)));
  }
}
