package io.trebuchet.cli;

/** What the user asked for cannot be done; the message says what can. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
