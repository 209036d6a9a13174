package io.trebuchet.data;

import java.io.IOException;

/** Files of a data set were not found; the message says which, where, and what brings them. */
public final class MissingDataException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Takes the whole message. */
  public MissingDataException(String message) {
    super(message);
  }
}
