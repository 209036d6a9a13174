package io.trebuchet.process;

/**
 * One exit code for each kind of ending. Of several at once the first of {@link #STORE}, {@link
 * #LOST}, {@link #INTERRUPTED}, {@link #FAILED} is the process's: what is lost matters most, and
 * whoever resumes an interrupted run has its failed trials tried again.
 */
public final class ExitCode {
  /** Done; a divergent trial is a result, not an error. */
  public static final int DONE = 0;

  /** An error of ours. */
  public static final int INTERNAL = 1;

  /** Bad usage or config; nothing was created. */
  public static final int USAGE = 2;

  /** Metrics were lost, or the ledger does not balance. */
  public static final int LOST = 3;

  /** The store cannot be reached. */
  public static final int STORE = 4;

  /** Trials broke off with an error; the rest of the sweep is complete. */
  public static final int FAILED = 5;

  /** Interrupted by the user, in order. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
