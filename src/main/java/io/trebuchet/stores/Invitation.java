package io.trebuchet.stores;

import io.trebuchet.storage.Credentials;
import io.trebuchet.storage.EmbeddedQuestDb;
import java.nio.file.Path;
import java.util.Locale;

/** How a user looks into an embedded database while it is open. */
final class Invitation {
  private Invitation() {}

  /**
   * A command to paste, and where its password stands.
   *
   * @param folder that the credentials lie in
   */
  static String text(EmbeddedQuestDb database, Credentials credentials, Path folder) {
    return String.format(
        Locale.ROOT,
        "database: psql \"host=127.0.0.1 port=%d dbname=qdb user=%s\", password in %s;"
            + " HTTP 127.0.0.1:%d for its owner",
        database.pgPort(),
        credentials.reader().user(),
        Credentials.placeOfReader(folder, System.getenv()),
        database.httpPort());
  }
}
