package io.trebuchet.physics.linalg;

import io.trebuchet.physics.Parameters;

/**
 * {@code model.precision}: the type of a net's matrices. Whatever is measured is summed in double.
 */
public enum Precision {
  /** 64 bits: rounding errors of 1e−16. */
  DOUBLE,
  /** 32 bits: rounding errors of 6e−8, about twice as fast and half the memory. */
  FLOAT;

  /** Of one number. */
  public int bytes() {
    return switch (this) {
      case DOUBLE -> Double.BYTES;
      case FLOAT -> Float.BYTES;
    };
  }

  /** Reads the key {@code precision}. */
  public static Precision read(Parameters parameters) {
    return parameters.constant("precision", Precision.class);
  }

  /** Accepts only {@code double} for the key {@code precision}, which may be absent. */
  public static void requireDouble(Parameters parameters) {
    parameters
        .text("precision")
        .filter(word -> !word.equals("double"))
        .ifPresent(
            word ->
                parameters.fault(
                    "precision", "this kind of model has no other form than double: leave it out"));
  }
}
