package io.trebuchet.cli;

import java.io.IOException;

/** Metrics are gone that should be there; the message says which and what to do. */
final class LostException extends IOException {
  private static final long serialVersionUID = 1L;

  LostException(String message) {
    super(message);
  }
}
