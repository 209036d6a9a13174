package io.trebuchet.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A database that may only be read, in the temporary folder for as long as it is: QuestDB writes
 * where it reads. One that a killed process left there goes when the next is made.
 */
final class DatabaseCopy {
  private static final String NAME = "trebuchet-read-";

  private DatabaseCopy() {}

  /**
   * Makes one.
   *
   * @param people get a line
   * @throws StoreException if it cannot be made, or there is no room for it
   */
  static Path of(Path database, Consumer<String> people) throws StoreException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    Path copy =
        temporary.resolve(
            NAME + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
    try {
      deleteLeftOver(temporary);
      List<Path> files = files(database);
      long bytes = 0;
      for (Path file : files) {
        bytes += Files.isDirectory(file) ? 0 : Files.size(file);
      }
      if (Files.getFileStore(temporary).getUsableSpace() < bytes) {
        throw unreadable(database, "there is no room for a copy in " + temporary, null);
      }
      people.accept(
          String.format(
              Locale.ROOT,
              "%s may only be read, and QuestDB writes where it reads: it is read from a copy of"
                  + " %,d MB in %s",
              database,
              (bytes >> 20) + 1,
              copy));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(copy)));
      PrivateFiles.newDirectory(copy, Readers.NOBODY);
      for (Path file : files) {
        copy(file, copy.resolve(database.relativize(file).toString()));
      }
      return copy;
    } catch (IOException e) {
      delete(copy);
      throw e instanceof StoreException told ? told : unreadable(database, e.toString(), e);
    }
  }

  private static List<Path> files(Path database) throws IOException {
    try (Stream<Path> all = Files.walk(database)) {
      return all.filter(file -> !file.endsWith(DirectoryLock.DATABASE)).sorted().toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    if (Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)) {
      PrivateFiles.directory(to);
      return;
    }
    try (FileChannel in = PrivateFiles.read(from);
        FileChannel out = PrivateFiles.create(to)) {
      for (long at = 0; at < in.size(); ) {
        at += in.transferTo(at, in.size() - at, out);
      }
    }
  }

  private static void deleteLeftOver(Path temporary) throws IOException {
    List<Path> copies;
    try (Stream<Path> all = Files.list(temporary)) {
      copies = all.filter(path -> path.getFileName().toString().startsWith(NAME)).toList();
    }
    for (Path copy : copies) {
      if (!Ownership.isForeign(copy)
          && Files.exists(copy.resolve(DirectoryLock.DATABASE))
          && !DirectoryLock.isHeld(copy, DirectoryLock.DATABASE)) {
        delete(copy);
      }
    }
  }

  /** Deletes one as far as that can be done. */
  static void delete(Path copy) {
    try {
      PrivateFiles.deleteTree(copy);
    } catch (IOException e) {
      LoggerFactory.getLogger(DatabaseCopy.class).debug("a copy stays", e);
    }
  }

  private static StoreException unreadable(Path database, String why, @Nullable Exception cause) {
    return new StoreException(
        String.format(
            Locale.ROOT,
            "%s may only be read, and QuestDB writes where it reads (%s): copy the run (cp -r RUN"
                + " COPY; chmod -R u+w COPY), and name the copy",
            database,
            why),
        cause);
  }
}
