package io.trebuchet.cli;

import io.trebuchet.storage.DatabaseFolder;
import io.trebuchet.storage.StoreException;
import java.nio.file.Path;
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

  /**
   * A database's folder.
   *
   * @throws StoreException if it is another user's, who is not trusted
   */
  DatabaseFolder database(Path path) throws StoreException {
    return DatabaseFolder.of(path, trusted);
  }
}
