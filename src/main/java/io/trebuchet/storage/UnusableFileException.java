package io.trebuchet.storage;

import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the place of a file cannot be used: it is damaged, too large, no file at all, or
 * somebody else's. The message names it and says what to do.
 */
public final class UnusableFileException extends FileSystemException {
  private static final long serialVersionUID = 1L;

  /** Takes the message for people and the cause, if another exception told it. */
  public UnusableFileException(String message, @Nullable Throwable cause) {
    super(message);
    initCause(cause);
  }
}
