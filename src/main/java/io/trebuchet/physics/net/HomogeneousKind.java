package io.trebuchet.physics.net;

import io.trebuchet.physics.GivenWeights;
import io.trebuchet.physics.Model;
import io.trebuchet.physics.ModelKind;
import io.trebuchet.physics.Parameters;
import io.trebuchet.physics.linalg.Precision;

/** {@code model.kind = homogeneous}: two layers, with the activation (8). */
public final class HomogeneousKind implements ModelKind {
  /** For the service loader. */
  public HomogeneousKind() {}

  @Override
  public String name() {
    return "homogeneous";
  }

  @Override
  public Model read(Parameters parameters) {
    int width = parameters.integer("width", 1);
    double minus = parameters.number("a-minus", 0, Double.MAX_VALUE);
    double plus = parameters.number("a-plus", Double.MIN_VALUE, Double.MAX_VALUE);
    if (minus > plus) {
      parameters.fault("a-minus", "must not be above a-plus: exchange the two");
    }
    Precision precision = Precision.read(parameters);
    return GivenWeights.read(parameters, new Net(width, 0, Slopes.of(minus, plus), precision));
  }
}
