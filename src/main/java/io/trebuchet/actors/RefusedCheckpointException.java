package io.trebuchet.actors;

/** Checkpoints belong to something else than what is to be resumed; the message says to what. */
public final class RefusedCheckpointException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RefusedCheckpointException(String message) {
    super(message);
  }
}
