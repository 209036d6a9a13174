package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables whose small files are damaged: named before the engine opens them. */
final class QuestDbTableFilesTest {
  @TempDir private Path folder;

  private Path database() throws StoreException {
    PortChoice any = PortChoice.preferred(0);
    EmbeddedQuestDb.start(folder, any, any).close();
    return folder.resolve("db");
  }

  @Test
  void eachIsNamed() throws Exception {
    Path db = database();
    QuestDbTableFiles.check(db);
    Path table =
        ForcedState.folders(db).stream()
            .filter(each -> each.getFileName().toString().startsWith("step~"))
            .findFirst()
            .orElseThrow();
    for (String name :
        List.of("_meta", "_txn", "_cv", "_name", "txn_seq/_meta", "txn_seq/_txnlog")) {
      Path file = table.resolve(name);
      byte[] whole = Files.readAllBytes(file);
      for (byte[] damaged : List.of(new byte[0], filled(0xff), filled(0x55), counting())) {
        Files.write(file, damaged);
        assertThatThrownBy(() -> QuestDbTableFiles.check(db))
            .as(name)
            .isInstanceOf(StoreException.class)
            .hasMessageContaining(file + " is damaged")
            .hasMessageContaining("--recompute");
        // At once, and without the engine.
        assertThatThrownBy(() -> EmbeddedQuestDb.open(DatabaseFolder.of(folder, false)))
            .hasMessageContaining(file + " is damaged");
      }
      Files.write(file, whole);
      QuestDbTableFiles.check(db);
    }
  }

  @Test
  void zerosWhereColumnsShouldBe() throws Exception {
    Path db = database();
    for (Path table : ForcedState.folders(db)) {
      Path file = table.resolve("_meta");
      byte[] whole = Files.readAllBytes(file);
      Files.write(file, new byte[whole.length]);
      assertThatThrownBy(() -> QuestDbTableFiles.check(db)).hasMessageContaining(file.toString());
      Files.write(file, whole);
    }
  }

  /** A process that was killed while it made a table leaves what the engine does not look at. */
  @Test
  void aTableThatNobodyHasRegisteredIsNoDamage() throws Exception {
    Path db = database();
    Path half = Files.createDirectories(db.resolve("half~99"));
    Path log = Files.createDirectory(half.resolve("txn_seq")).resolve("_txnlog");
    assertThat(Files.createFile(log)).exists();
    Files.createFile(half.resolve("_meta"));
    QuestDbTableFiles.check(db);
  }

  private static byte[] filled(int value) {
    byte[] bytes = new byte[4096];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static byte[] counting() {
    byte[] bytes = new byte[4096];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 37 + 11);
    }
    return bytes;
  }
}
