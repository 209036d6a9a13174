package io.trebuchet.physics.quadratic;

import io.trebuchet.physics.Parameters;

/** g of the meta-features (185), applied entry by entry. */
public enum Nonlinearity {
  /** g(w) = w. */
  IDENTITY,
  /** g = tanh, by {@link StrictMath}: the same bits on every machine. */
  TANH;

  /** Reads the key {@code g}. */
  public static Nonlinearity read(Parameters parameters) {
    return parameters.constant("g", Nonlinearity.class);
  }

  /** g(w). */
  double of(double w) {
    return switch (this) {
      case IDENTITY -> w;
      case TANH -> StrictMath.tanh(w);
    };
  }
}
