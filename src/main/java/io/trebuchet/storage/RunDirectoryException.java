package io.trebuchet.storage;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A directory cannot be used as a run directory; the message says what to do. */
public final class RunDirectoryException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Takes the message for people and the cause, if another exception told it. */
  public RunDirectoryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
