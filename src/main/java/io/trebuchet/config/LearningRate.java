package io.trebuchet.config;

import java.math.BigDecimal;

/** A trial's learning rate as written in the config, exact in decimal. */
public sealed interface LearningRate {
  /** η where λ_max(H_0) is this; NaN where it depends on it and it is NaN, not yet known. */
  double eta(double lambdaMax);

  /** c = ηλ_max(H_0) where λ_max(H_0) is this; NaN as above. */
  double c(double lambdaMax);

  /** c = ηλ_max(H_0). */
  record Normalised(BigDecimal c) implements LearningRate {
    @Override
    public double eta(double lambdaMax) {
      return c.doubleValue() / lambdaMax;
    }

    @Override
    public double c(double lambdaMax) {
      return c.doubleValue();
    }
  }

  /** η itself. */
  record Absolute(BigDecimal eta) implements LearningRate {
    @Override
    public double eta(double lambdaMax) {
      return eta.doubleValue();
    }

    @Override
    public double c(double lambdaMax) {
      return eta.doubleValue() * lambdaMax;
    }
  }
}
