package io.trebuchet.actors;

import io.trebuchet.config.TrialSpec;
import io.trebuchet.control.StopReason;
import io.trebuchet.control.Verdict;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.trial.ProblemCache;

/** Why a trial failed. */
final class TrialFailure {
  private TrialFailure() {}

  /** Its end by an error; one of memory is told with what the trial's problem takes of it. */
  static Verdict.Halt halt(Throwable error, TrialSpec spec, ProblemCache problems) {
    String words =
        error instanceof OutOfMemoryError
            ? "out of memory (" + words(error) + "): " + problems.memory(spec)
            : words(error);
    return new Verdict.Halt(Outcome.FAILED, StopReason.ERROR, -1, words);
  }

  /** What an error says, for people. */
  static String words(Throwable error) {
    Throwable cause = error.getCause();
    if (error instanceof LinkageError && cause != null) {
      // A class that could not be set up says no more than that.
      return words(cause);
    }
    String message = error.getMessage();
    return message == null ? error.getClass().getSimpleName() : message;
  }
}
