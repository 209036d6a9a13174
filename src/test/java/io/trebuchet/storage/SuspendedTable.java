package io.trebuchet.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A database that acknowledges rows and cannot apply them. */
public final class SuspendedTable {
  private SuspendedTable() {}

  /** Makes one whose table {@code step} lacks a file that QuestDB finds missing when it applies. */
  public static void create(Path directory) throws IOException {
    PortChoice any = PortChoice.preferred(0);
    EmbeddedQuestDb.start(directory, any, any).close();
    List<Path> symbols;
    try (var files = Files.walk(directory)) {
      symbols =
          files
              .filter(file -> file.endsWith("trial.o"))
              .filter(file -> file.toString().contains("/step~"))
              .toList();
    }
    if (symbols.size() != 1) {
      throw new IOException("expected one file, found " + symbols);
    }
    Files.delete(symbols.getFirst());
  }
}
