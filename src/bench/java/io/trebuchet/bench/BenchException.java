package io.trebuchet.bench;

/** A measurement could not be made; the message says why and what to do. */
public final class BenchException extends Exception {
  private static final long serialVersionUID = 1L;

  /** For people to read. */
  public BenchException(String message) {
    super(message);
  }
}
