package io.trebuchet.web;

/** What somebody at the other end of a connection has shown. */
enum Standing {
  /** Nothing: gets what says nothing of the data. */
  STRANGER,
  /** Nothing either, but the server was opened for reading. */
  READER,
  /** The token. */
  OWNER;

  boolean atLeast(Standing wanted) {
    return compareTo(wanted) >= 0;
  }
}
