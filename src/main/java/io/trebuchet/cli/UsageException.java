package io.trebuchet.cli;

import java.util.List;

/** What the user asked for cannot be done; the message says what can. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> lines;

  UsageException(String message) {
    this(List.of(message));
  }

  /** A message of several lines. */
  UsageException(List<String> lines) {
    super(String.join("\n", lines));
    this.lines = List.copyOf(lines);
  }

  /** The message line by line. */
  List<String> lines() {
    return lines;
  }
}
