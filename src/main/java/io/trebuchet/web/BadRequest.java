package io.trebuchet.web;

/** A request that cannot be answered, with the status and what to do about it. */
final class BadRequest extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int status;

  BadRequest(int status, String message) {
    super(message);
    this.status = status;
  }

  /** A parameter that cannot be. */
  static BadRequest parameter(String message) {
    return new BadRequest(400, message);
  }

  static BadRequest notFound(String message) {
    return new BadRequest(404, message);
  }

  int status() {
    return status;
  }
}
