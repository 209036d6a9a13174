package io.trebuchet.physics;

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
