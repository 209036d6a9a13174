package io.trebuchet.bench;

import io.trebuchet.config.ConfigException;
import io.trebuchet.data.MissingDataException;

/** A warm sweep, with the number of steps that makes it last about as long as wanted. */
record Calibrated(EngineSweep sweep, long steps) {
  private static final int FIRST_STEPS = 8;
  private static final int GROWTH = 16;

  /** Runs ever longer sweeps, which warms up the compiler, until the speed is known. */
  static Calibrated of(EngineSweep sweep, double seconds)
      throws BenchException, ConfigException, MissingDataException {
    long steps = FIRST_STEPS;
    // The very first sweep loads classes and libraries: its speed says nothing.
    sweep.secondsPerTrialStep(steps);
    while (true) {
      double each = sweep.secondsPerTrialStep(steps);
      double lasted = each * steps * Experiment.TRIALS;
      if (lasted >= seconds) {
        return new Calibrated(sweep, steps);
      }
      // A short sweep seems slower than a long one; a tenth more makes up for it.
      double wanted = 1.1 * seconds / (each * Experiment.TRIALS);
      steps = Math.min(GROWTH * steps, Math.max(steps + 1, (long) Math.ceil(wanted)));
    }
  }

  double secondsPerTrialStep() throws BenchException, ConfigException, MissingDataException {
    return sweep.secondsPerTrialStep(steps);
  }
}
