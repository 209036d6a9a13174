package io.trebuchet.data;

import java.io.IOException;

/** A file of data is another than the run was begun with; the message says which. */
public final class ChangedDataException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Takes the whole message. */
  public ChangedDataException(String message) {
    super(message);
  }
}
