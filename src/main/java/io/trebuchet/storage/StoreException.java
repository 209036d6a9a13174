package io.trebuchet.storage;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A store refused a batch or could not be reached; the message says what to do. */
public final class StoreException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Fault fault;

  /** What sending the same batch again may help against. */
  public enum Fault {
    /** No answer, too many requests, or a fault of the server's own: it may pass. */
    UNREACHABLE,
    /** The store's disk is full: it passes once somebody makes room. */
    DISK_FULL,
    /**
     * The batch is too long for the server, or for what stands before it: a part of it may pass.
     */
    TOO_LARGE,
    /** Some row of the batch will not do: the others may pass without it. */
    ROWS_REFUSED,
    /** We will not do, or nothing that we send: it passes only once somebody mends it. */
    REFUSED,
    /** What it gives back cannot all be true. */
    CONTRADICTED,
    /** Its files are another user's, whom nobody said to trust: it never passes. */
    FOREIGN,
    /** A process in another directory has gone on with the run: it never passes. */
    TAKEN
  }

  /** Takes the message for people and the cause, if another exception told it. */
  public StoreException(String message, @Nullable Throwable cause) {
    this(Fault.REFUSED, message, cause);
  }

  /** The same with what kind of fault it is. */
  public StoreException(Fault fault, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.fault = fault;
  }

  /** What kind of fault it is. */
  public Fault fault() {
    return fault;
  }

  /** Whether an error says that a disk is full, in the words of the system or of a server. */
  static boolean saysDiskFull(@Nullable String message) {
    return message != null
        && (message.contains("No space left") || message.contains("no space left"));
  }
}
