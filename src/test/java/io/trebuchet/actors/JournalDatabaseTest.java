package io.trebuchet.actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Opening the file of a journal, whatever is in it. */
final class JournalDatabaseTest {
  private static final String RAN = "trebuchet.test.journal-ran";

  @TempDir private Path folder;

  private void execute(String statement) throws Exception {
    String path = folder.resolve("sweep").toAbsolutePath().toString();
    try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + path);
        Statement sql = connection.createStatement()) {
      sql.execute(statement);
      sql.execute("SHUTDOWN");
    }
  }

  private void fresh() throws Exception {
    JournalDatabase.prepare(folder);
    JournalDatabase.close(folder);
  }

  @Test
  void aJournalOpensAgain() throws Exception {
    fresh();
    fresh();
  }

  @Test
  void aFileThatAKilledProcessHadJustCreatedOpens() throws Exception {
    Files.createFile(folder.resolve("sweep.mv.db"));
    JournalDatabase.prepare(folder);
    execute("SELECT * FROM \"event_journal\"");
  }

  /** H2 takes down how selective the columns of a large table are. */
  @Test
  void aLargeJournalOpensAgain() throws Exception {
    fresh();
    execute(
        """
        INSERT INTO "event_journal"("persistence_id", "sequence_number", "writer",
          "write_timestamp", "adapter_manifest", "event_payload", "event_ser_id",
          "event_ser_manifest")
        SELECT 'sweep', X, 'w', X, '', X'00', 1, '1' FROM SYSTEM_RANGE(1, 5000)
        """);
    execute("ANALYZE");
    fresh();
  }

  /** H2 would compile and run the source of a trigger as soon as it opened the file. */
  @Test
  void codeInTheFileIsNotRun() throws Exception {
    fresh();
    execute(
        """
        CREATE TRIGGER EVIL BEFORE INSERT ON "event_journal" FOR EACH ROW AS $$
        org.h2.api.Trigger create() {
          System.setProperty("%s", "yes");
          return (connection, before, after) -> {};
        } $$
        """
            .formatted(RAN));
    // The file is what it should be: opened by H2 alone it runs.
    assertThat(System.clearProperty(RAN)).isEqualTo("yes");
    execute("SELECT 1");
    assertThat(System.clearProperty(RAN)).isEqualTo("yes");

    assertThatThrownBy(() -> JournalDatabase.prepare(folder))
        .hasMessageContaining("no journal declares")
        .hasMessageContaining("TRIGGER");
    assertThat(System.getProperty(RAN)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE ALIAS SHIFT AS 'int shift(int x) { return x; }'",
        "CREATE VIEW WATCH AS SELECT * FROM \"event_journal\"",
        "ALTER TABLE \"event_journal\" ALTER COLUMN \"writer\" SET DEFAULT FILE_READ('pom.xml')",
        "ALTER TABLE \"event_tag\" ADD CHECK (LENGTH(\"tag\") < 100)",
        "CREATE SCHEMA OTHER"
      })
  void aFileThatDeclaresMoreThanAJournalIsRefused(String statement) throws Exception {
    fresh();
    execute(statement);
    assertThatThrownBy(() -> JournalDatabase.prepare(folder))
        .hasMessageContaining("no journal declares");
  }

  /** Wherever bits flip: it opens, or there is an error that can be shown. */
  @Test
  void aDamagedFileOpensOrIsAnError() throws Exception {
    fresh();
    Path file = folder.resolve("sweep.mv.db");
    byte[] sound = Files.readAllBytes(file);
    Random random = new Random(7);
    int opened = 0;
    int refused = 0;
    for (int i = 0; i < 60; i++) {
      byte[] damaged = sound.clone();
      for (int flips = 1 << i % 10; flips > 0; flips--) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(file, damaged);
      try {
        JournalDatabase.prepare(folder);
        opened++;
      } catch (IOException e) {
        refused++;
        assertThat(e.getMessage()).isNotBlank();
      } finally {
        JournalDatabase.close(folder);
      }
    }
    assertThat(opened).isPositive();
    assertThat(refused).isPositive();
  }
}
