package io.trebuchet.data;

import java.io.IOException;

/** A file could not be had from anywhere; the message says why, place by place, and what to do. */
public final class FetchException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Takes the whole message. */
  public FetchException(String message) {
    super(message);
  }
}
