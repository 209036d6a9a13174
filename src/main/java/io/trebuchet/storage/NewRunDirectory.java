package io.trebuchet.storage;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How a new run comes to its directory: under a name of its own, and as nobody's trap. */
public final class NewRunDirectory {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

  private NewRunDirectory() {}

  /** What a run is called unless told otherwise: {@code <name>-<yyyyMMdd-HHmmss>}. */
  public static String stamped(String name, Clock clock) {
    return name + "-" + STAMP.format(ZonedDateTime.now(clock));
  }

  /**
   * Makes a directory for a new run in a folder, under a name that nothing there has: a run of the
   * same second gets the name with {@code -2} behind it, and so on.
   *
   * @param readers who may read what will be in it
   * @throws RunDirectoryException if it cannot be made
   */
  public static RunDirectory create(Path folder, String name, Clock clock, Readers readers)
      throws RunDirectoryException {
    String stamped = stamped(name, clock);
    for (int number = 1; ; number++) {
      Path root = folder.resolve(number == 1 ? stamped : stamped + "-" + number);
      try {
        PrivateFiles.newDirectory(root, readers);
      } catch (FileAlreadyExistsException e) {
        // Whoever made it has it; the file system decides between two that try at once.
        continue;
      } catch (IOException e) {
        throw cannotCreate(root, e);
      }
      return create(root, readers);
    }
  }

  /**
   * Makes a directory for a new run; an existing one will do if it is ours, holds no run, and
   * nobody else has put anything where a run keeps its files.
   *
   * @param readers who may read what will be in it
   * @throws RunDirectoryException if it holds a run, is not ours, or cannot be written
   */
  public static RunDirectory create(Path root, Readers readers) throws RunDirectoryException {
    RunDirectory run = new RunDirectory(root);
    try {
      for (Path file : List.of(run.config(), run.manifest(), run.trials())) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
          throw new RunDirectoryException(
              String.format(
                  Locale.ROOT,
                  "%s holds a run already (%s): choose another --out",
                  root,
                  file.getFileName()),
              null);
        }
      }
      if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
        PrivateFiles.directory(root, readers);
      }
      forceNames(root);
      // Somebody may have been quicker, so a new one is looked at too.
      take(run, readers);
    } catch (RunDirectoryException e) {
      throw e;
    } catch (IOException e) {
      throw cannotCreate(root, e);
    }
    if (!Files.isWritable(root)) {
      throw new RunDirectoryException(
          String.format(
              Locale.ROOT, "cannot write to the directory %s: choose another --out", root),
          null);
    }
    return run;
  }

  private static RunDirectoryException cannotCreate(Path root, IOException why) {
    return new RunDirectoryException(
        String.format(
            Locale.ROOT, "cannot create the directory %s: choose another --out (%s)", root, why),
        why);
  }

  /** A run whose own name a power cut takes would be lost with all that was forced in it. */
  private static void forceNames(Path root) throws IOException {
    Path parent = PrivateFiles.above(root);
    for (Path folder : List.of(parent, PrivateFiles.above(parent))) {
      if (Files.isReadable(folder)) {
        PrivateFiles.force(folder);
      }
    }
  }

  /** Makes a directory that is there the run's, if it is ours and no trap. */
  private static void take(RunDirectory run, Readers readers) throws IOException {
    Path root = run.root();
    if (!Files.isDirectory(root)) {
      throw new RunDirectoryException(
          String.format(Locale.ROOT, "%s is not a directory: choose another --out", root), null);
    }
    Path real = root.toRealPath();
    if (Ownership.isForeign(root) || Ownership.isForeign(real)) {
      throw refused(root, "belongs to " + Ownership.owner(real));
    }
    if (Readers.othersWrite(real) && !isEmpty(real)) {
      throw refused(root, "is not empty, and others may write to it");
    }
    // First closed, then looked at: from now on nobody else puts anything there.
    readers.openDirectory(real);
    for (Path entry : run.entries()) {
      if (Files.exists(entry, LinkOption.NOFOLLOW_LINKS)) {
        Optional<String> foreign = Ownership.foreign(entry);
        if (foreign.isPresent()) {
          throw refused(root, "was prepared by somebody: " + foreign.get());
        }
      }
    }
    run.checkEntries();
  }

  private static RunDirectoryException refused(Path root, String why) {
    return new RunDirectoryException(
        String.format(Locale.ROOT, "%s %s: choose another --out, such as a new folder", root, why),
        null);
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }
}
