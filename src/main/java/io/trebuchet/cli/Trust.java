package io.trebuchet.cli;

import picocli.CommandLine.Option;

/** What the user says of other users' files; an option of every command that opens databases. */
final class Trust {
  @Option(
      names = "--trust",
      description =
          "Also open a run or a database that belongs to another user: native code reads it, so"
              + " whoever wrote it could have this process in their hands.")
  private boolean trusted;

  boolean given() {
    return trusted;
  }
}
