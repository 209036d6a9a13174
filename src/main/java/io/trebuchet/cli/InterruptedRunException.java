package io.trebuchet.cli;

import java.io.IOException;

/** A user interrupted a run before its trials went on; the message says what to do. */
final class InterruptedRunException extends IOException {
  private static final long serialVersionUID = 1L;

  InterruptedRunException(String message) {
    super(message);
  }
}
