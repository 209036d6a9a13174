package io.trebuchet.storage;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A store refused a batch or could not be reached; the message says what to do. */
public final class StoreException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Takes the message for people and the cause, if another exception told it. */
  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
