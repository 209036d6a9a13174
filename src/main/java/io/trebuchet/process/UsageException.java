package io.trebuchet.process;

import java.util.List;

/** What the user asked for cannot be done; the message says what can. */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> lines;

  public UsageException(String message) {
    this(List.of(message));
  }

  /** A message of several lines. */
  public UsageException(List<String> lines) {
    super(String.join("\n", lines));
    this.lines = List.copyOf(lines);
  }

  /** The message line by line. */
  public List<String> lines() {
    return lines;
  }
}
