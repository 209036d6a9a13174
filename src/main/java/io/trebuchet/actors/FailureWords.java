package io.trebuchet.actors;

import io.trebuchet.config.TrialSpec;
import io.trebuchet.trial.ProblemCache;

/** Why a trial failed, in words for people. */
final class FailureWords {
  private FailureWords() {}

  /** Those of an error; one of memory with what the trial's problem takes of it. */
  static String of(Throwable error, TrialSpec spec, ProblemCache problems) {
    return error instanceof OutOfMemoryError
        ? "out of memory (" + of(error) + "): " + problems.memory(spec)
        : of(error);
  }

  /** Those of an error. */
  static String of(Throwable error) {
    Throwable cause = error.getCause();
    if (error instanceof LinkageError && cause != null) {
      // A class that could not be set up says no more than that.
      return of(cause);
    }
    String message = error.getMessage();
    return message == null ? error.getClass().getSimpleName() : message;
  }
}
