package io.trebuchet.cli;

/** One exit code for each kind of ending. */
final class ExitCode {
  /** Done; a divergent trial is a result, not an error. */
  static final int DONE = 0;

  /** An error of ours. */
  static final int INTERNAL = 1;

  /** Bad usage or config; nothing was created. */
  static final int USAGE = 2;

  /** Metrics were lost, or the ledger does not balance. */
  static final int LOST = 3;

  /** The store cannot be reached. */
  static final int STORE = 4;

  /** Interrupted by the user, in order. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
