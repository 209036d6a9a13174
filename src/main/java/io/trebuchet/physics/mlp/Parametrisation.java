package io.trebuchet.physics.mlp;

/** How the sums over a layer's inputs are scaled, by the words of {@code model.parametrisation}. */
public enum Parametrisation {
  /** f = fan_in^−½, W ~ N(0, 1). */
  NTK,
  /** f = 1, W ~ N(0, 1/fan_in). */
  STANDARD,
  /** Hidden layers as NTK, the last one f = 1/fan_in. */
  MEAN_FIELD;

  /** f of a layer, without the output's scale. */
  double factor(int fanIn, boolean last) {
    return switch (this) {
      case NTK -> 1 / Math.sqrt(fanIn);
      case STANDARD -> 1;
      case MEAN_FIELD -> last ? 1.0 / fanIn : 1 / Math.sqrt(fanIn);
    };
  }

  /** The standard deviation of drawn weights. */
  double deviation(int fanIn) {
    return switch (this) {
      case NTK, MEAN_FIELD -> 1;
      case STANDARD -> 1 / Math.sqrt(fanIn);
    };
  }
}
