package io.trebuchet.cli.bench;

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
      // A short sweep seems slower than it is; a tenth more makes up for what still warms up.
      double wanted = 1.1 * seconds / (each * Experiment.TRIALS);
      if (lasted > seconds / 4) {
        return new Calibrated(sweep, Math.max(FIRST_STEPS, (long) Math.ceil(wanted)));
      }
      steps = Math.min(GROWTH * steps, Math.max(2 * steps, (long) (wanted / 3)));
    }
  }

  double secondsPerTrialStep() throws BenchException, ConfigException, MissingDataException {
    return sweep.secondsPerTrialStep(steps);
  }
}
