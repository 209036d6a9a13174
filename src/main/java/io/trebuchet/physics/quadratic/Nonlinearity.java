package io.trebuchet.physics.quadratic;

import io.trebuchet.physics.Parameters;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** g of the meta-features (185), applied entry by entry. */
public enum Nonlinearity {
  /** g(w) = w. */
  IDENTITY,
  /** g = tanh, by {@link StrictMath}: the same bits on every machine. */
  TANH;

  /** Reads the key {@code g}. */
  public static Nonlinearity read(Parameters parameters) {
    List<String> words = Arrays.stream(values()).map(Nonlinearity::word).toList();
    return values()[words.indexOf(parameters.choice("g", words))];
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** g(w). */
  double of(double w) {
    return switch (this) {
      case IDENTITY -> w;
      case TANH -> StrictMath.tanh(w);
    };
  }
}
