package io.trebuchet.config;

import java.math.BigDecimal;

/** A trial's learning rate as written in the config, exact in decimal. */
public sealed interface LearningRate {
  /** c = ηλ_max(H_0). */
  record Normalised(BigDecimal c) implements LearningRate {}

  /** η itself. */
  record Absolute(BigDecimal eta) implements LearningRate {}
}
