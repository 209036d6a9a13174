package io.trebuchet.process;

import java.io.IOException;

/** A user interrupted a run before its trials went on; the message says what to do. */
public final class InterruptedRunException extends IOException {
  private static final long serialVersionUID = 1L;

  public InterruptedRunException(String message) {
    super(message);
  }
}
