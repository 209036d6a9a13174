package io.trebuchet.physics;

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
    int width = parameters.integer("width", 1);
    int layers = parameters.integer("hidden-layers", 1);
    Precision precision = Precision.read(parameters);
    return GivenWeights.read(parameters, new Net(width, layers - 1, Slopes.RELU, precision));
  }
}
