package io.trebuchet.trial;

/** Checkpoints belong to something else than what is to be resumed; the message says to what. */
public final class RefusedCheckpointException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RefusedCheckpointException(String message) {
    super(message);
  }
}
