package io.trebuchet.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A folder whose files native code may map: ours, or one that its user said to trust. Whoever wrote
 * a database could have the process that opens it in their hands.
 */
public final class DatabaseFolder {
  private final Path path;
  private final boolean copy;

  private DatabaseFolder(Path path, boolean copy) {
    this.path = path;
    this.copy = copy;
  }

  /**
   * Looks whose a folder is, which need not be there yet.
   *
   * @param trusted whether it may be another user's
   * @throws StoreException if it is and may not
   */
  public static DatabaseFolder of(Path path, boolean trusted) throws StoreException {
    Optional<String> foreign = trusted ? Optional.empty() : foreign(path);
    if (foreign.isPresent()) {
      throw new StoreException(
          StoreException.Fault.FOREIGN,
          String.format(
              Locale.ROOT,
              "the database %s is not all yours: %s; to open it nevertheless, add --trust",
              path,
              foreign.get()),
          null);
    }
    return new DatabaseFolder(path, false);
  }

  private static Optional<String> foreign(Path path) throws StoreException {
    try {
      if (!Files.isDirectory(path)) {
        return Optional.empty();
      }
      // The folder may lie elsewhere by a link of ours.
      return Ownership.isForeign(path)
          ? Optional.of(path + " belongs to " + Ownership.owner(path))
          : Ownership.foreign(path.toRealPath());
    } catch (IOException e) {
      throw new StoreException(
          String.format(Locale.ROOT, "cannot look whose the database %s is: %s", path, e), e);
    }
  }

  /**
   * The same to be read from: a copy, where this one cannot be written to. It lasts until the
   * database that is opened on it is closed.
   *
   * @param people get a line
   * @throws StoreException if it cannot be copied
   */
  public DatabaseFolder readable(Consumer<String> people) throws StoreException {
    return !Files.isDirectory(path) || Files.isWritable(path)
        ? this
        : new DatabaseFolder(DatabaseCopy.of(path, people), true);
  }

  /**
   * Complains of one in which no database is.
   *
   * @throws StoreException if so
   */
  void checkThere() throws StoreException {
    if (!Files.isDirectory(path)) {
      throw new StoreException(
          String.format(
              Locale.ROOT,
              "there is no database at %s: the run was stored elsewhere, see its manifest.json",
              path),
          null);
    }
  }

  /**
   * Complains of one that is there and cannot be written to.
   *
   * @throws StoreException if so
   */
  void checkWritable() throws StoreException {
    if (Files.isDirectory(path) && !Files.isWritable(path)) {
      throw new StoreException(
          String.format(
              Locale.ROOT,
              "QuestDB writes where it reads, and cannot in %s: copy the run first (cp -r RUN COPY;"
                  + " chmod -R u+w COPY), and name the copy",
              path),
          null);
    }
  }

  /** Says that it is not needed any more. */
  void release() {
    if (copy) {
      DatabaseCopy.delete(path);
    }
  }

  /** Where it is. */
  public Path path() {
    return path;
  }
}
