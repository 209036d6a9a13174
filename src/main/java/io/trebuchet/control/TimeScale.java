package io.trebuchet.control;

import io.trebuchet.physics.Parameters;
import java.util.List;

/** What "the same time" means where trials of different learning rates are compared. */
enum TimeScale {
  /** After as many updates. */
  STEP,
  /** At the same ηt, at which small learning rates follow the same gradient flow. */
  ETA_T;

  /** Reads {@code time}. */
  static TimeScale read(Parameters settings) {
    return settings.choice("time", List.of("step", "eta-t")).equals("step") ? STEP : ETA_T;
  }

  /** How much time one update takes. */
  double perStep(double learningRate) {
    return this == STEP ? 1 : learningRate;
  }
}
