package io.trebuchet.config;

import java.util.List;

/**
 * What is recorded of each trial: the config section {@code record}.
 *
 * @param testEvery the test set is evaluated every so many steps, and at the last; 0: never
 * @param observables names of further metrics, off by default
 */
public record RecordSettings(Mode mode, int testEvery, List<String> observables) {
  /** How many steps are recorded. */
  public enum Mode {
    /** Every step. */
    ALL
  }
}
