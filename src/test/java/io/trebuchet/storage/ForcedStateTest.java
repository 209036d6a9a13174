package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a database is after a power cut. */
final class ForcedStateTest {
  private static final PortChoice ANY = PortChoice.preferred(0);
  private static final String BOOT = "trebuchet.boot";

  @TempDir private Path folder;

  @AfterEach
  void thisBootAgain() {
    System.clearProperty(BOOT);
  }

  private EmbeddedQuestDb start() throws StoreException {
    return EmbeddedQuestDb.start(folder.resolve("q"), ANY, ANY);
  }

  private static void write(InfluxStore store, String trial, long step, int rows)
      throws StoreException {
    store.write(
        store.encode(List.of(Emissions.block(Emissions.series(trial), step, rows, () -> 1.5))));
  }

  private static long rows(EmbeddedQuestDb database, String trial) throws StoreException {
    database.awaitApplied();
    return QuestDbSteps.of(database, Emissions.SWEEP).stepsByTrial().getOrDefault(trial, 0L);
  }

  @Test
  void anotherBootFindsWhatWasForcedAndNoMore() throws Exception {
    System.setProperty(BOOT, "one");
    Path cut = folder.resolve("cut");
    try (EmbeddedQuestDb database = start();
        InfluxStore store = InfluxStore.embedded(database)) {
      for (int k = 0; k < 20; k++) {
        write(store, "a", 50L * k, 50);
        write(store, "b" + k, 0, 5);
      }
      database.force();
      for (int k = 20; k < 40; k++) {
        // Between the rows that are there: what is there is written anew beside it.
        write(store, "a", 50L * k, 50);
        write(store, "b" + k, 0, 5);
      }
      database.awaitApplied();
      copy(folder.resolve("q"), cut);
    }
    System.setProperty(BOOT, "two");
    try (EmbeddedQuestDb database = EmbeddedQuestDb.start(cut, ANY, ANY);
        InfluxStore store = InfluxStore.embedded(database)) {
      assertThat(rows(database, "a")).isEqualTo(1000);
      assertThat(rows(database, "b19")).isEqualTo(5);
      assertThat(rows(database, "b20")).isZero();
      write(store, "a", 1000, 50);
      write(store, "c", 0, 7);
      assertThat(rows(database, "a")).isEqualTo(1050);
      assertThat(rows(database, "c")).isEqualTo(7);
    }
    // It was closed, and so all of it was forced.
    System.setProperty(BOOT, "three");
    try (EmbeddedQuestDb database = EmbeddedQuestDb.start(cut, ANY, ANY)) {
      assertThat(rows(database, "a")).isEqualTo(1050);
      assertThat(rows(database, "b19")).isEqualTo(5);
    }
  }

  @Test
  void aDatabaseOfWhichNothingWasForcedIsEmpty() throws Exception {
    System.setProperty(BOOT, "one");
    Path cut = folder.resolve("cut");
    try (EmbeddedQuestDb database = start();
        InfluxStore store = InfluxStore.embedded(database)) {
      write(store, "a", 0, 50);
      database.awaitApplied();
      copy(folder.resolve("q"), cut);
    }
    System.setProperty(BOOT, "two");
    try (EmbeddedQuestDb database = EmbeddedQuestDb.start(cut, ANY, ANY);
        InfluxStore store = InfluxStore.embedded(database)) {
      assertThat(rows(database, "a")).isZero();
      write(store, "a", 0, 50);
      assertThat(rows(database, "a")).isEqualTo(50);
    }
  }

  @Test
  void aKilledProcessLosesNothingAndWhatItLeftIsForcedThen() throws Exception {
    System.setProperty(BOOT, "one");
    Path killed = folder.resolve("killed");
    try (EmbeddedQuestDb database = start();
        InfluxStore store = InfluxStore.embedded(database)) {
      write(store, "a", 0, 50);
      database.awaitApplied();
      copy(folder.resolve("q"), killed);
    }
    try (EmbeddedQuestDb database = EmbeddedQuestDb.start(killed, ANY, ANY)) {
      assertThat(rows(database, "a")).isEqualTo(50);
    }
  }

  /** As it is, while QuestDB removes what it needs no more. */
  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(path).toString()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
              throws IOException {
            try {
              Files.copy(path, to.resolve(from.relativize(path).toString()));
            } catch (NoSuchFileException e) {
              return FileVisitResult.CONTINUE;
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path path, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
  }
}
