package io.trebuchet.process;

import java.io.IOException;

/** Metrics are gone that should be there; the message says which and what to do. */
public final class LostException extends IOException {
  private static final long serialVersionUID = 1L;

  public LostException(String message) {
    super(message);
  }
}
