package io.trebuchet.actors;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** The H2 file behind a journal. */
final class JournalDatabase {
  /** No class of ours or anybody's is run by the database, whatever its file says. */
  private static final String ALLOWED_CLASSES = "h2.allowedClasses";

  private static final String NAME = "sweep";

  private static final String TABLES =
      """
      CREATE TABLE IF NOT EXISTS PUBLIC."event_journal" (
        "ordering" BIGINT UNIQUE NOT NULL AUTO_INCREMENT,
        "deleted" BOOLEAN DEFAULT false NOT NULL,
        "persistence_id" VARCHAR(255) NOT NULL,
        "sequence_number" BIGINT NOT NULL,
        "writer" VARCHAR NOT NULL,
        "write_timestamp" BIGINT NOT NULL,
        "adapter_manifest" VARCHAR NOT NULL,
        "event_payload" VARBINARY(1048576) NOT NULL,
        "event_ser_id" INTEGER NOT NULL,
        "event_ser_manifest" VARCHAR NOT NULL,
        "meta_payload" VARBINARY(1048576),
        "meta_ser_id" INTEGER,
        "meta_ser_manifest" VARCHAR,
        PRIMARY KEY("persistence_id", "sequence_number"));
      CREATE TABLE IF NOT EXISTS PUBLIC."event_tag" (
        "event_id" BIGINT NOT NULL,
        "tag" VARCHAR NOT NULL,
        PRIMARY KEY("event_id", "tag"));
      """;

  private JournalDatabase() {}

  /**
   * Creates what is missing and checks that the file can be read.
   *
   * @throws IOException if it is damaged, in use, or more than a journal
   */
  static void prepare(Path folder) throws IOException {
    System.setProperty(ALLOWED_CLASSES, "none");
    Files.createDirectories(folder);
    JournalCatalog.check(folder.resolve(NAME + ".mv.db"));
    try (Connection connection = DriverManager.getConnection(url(folder));
        Statement statement = connection.createStatement()) {
      statement.execute(TABLES);
    } catch (SQLException
        | RuntimeException
        | AssertionError e) { // H2 does not wrap all that it stumbles over
      throw new IOException(e.toString(), e);
    }
  }

  /** What to do about a journal that cannot be read. */
  static SweepEngine.JournalException unreadable(Path folder, Throwable cause) {
    return new SweepEngine.JournalException(
        "the journal %s cannot be read (%s): move that folder away and resume again; trials that"
                .formatted(folder, cause.getMessage())
            + " ended are computed again, with the same numbers",
        cause);
  }

  /** Closes the file if this process has it open. */
  static void close(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Connection connection = DriverManager.getConnection(url(folder) + ";IFEXISTS=TRUE");
        Statement statement = connection.createStatement()) {
      statement.execute("SHUTDOWN");
    } catch (SQLException e) {
      // What was acknowledged is in the file already; closing only tidies up.
      LoggerFactory.getLogger(JournalDatabase.class).info("closing the journal: {}", e.toString());
    }
  }

  /** Settings of Pekko's persistence. */
  static Config settings(Path folder) {
    String slick = "jdbc-journal.slick.";
    return ConfigFactory.parseMap(
        Map.of(
            slick + "profile",
            "slick.jdbc.H2Profile$",
            slick + "db.driver",
            "org.h2.Driver",
            slick + "db.url",
            url(folder),
            // One connection suffices, and a pool would only load more classes.
            slick + "db.connectionPool",
            "disabled",
            slick + "db.numThreads",
            1));
  }

  /** Without WRITE_DELAY=0 acknowledged events would die with the process. */
  private static String url(Path folder) {
    String path = folder.toAbsolutePath().resolve(NAME).toString().replace(";", "\\;");
    return "jdbc:h2:file:" + path + ";WRITE_DELAY=0;DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE";
  }
}
