package io.trebuchet.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The one way in which files of a run are made and opened: for their user, and those whom their
 * folder lets in; never through a link that somebody laid, and never a device or a pipe in the
 * place of a file.
 */
public final class PrivateFiles {
  private PrivateFiles() {}

  /** Makes a directory for its user alone, and so those above it that are missing. */
  public static Path directory(Path directory) throws IOException {
    return directory(directory, Readers.NOBODY);
  }

  /** The same, for readers too; a directory that is there stays as it is. */
  public static Path directory(Path directory, Readers readers) throws IOException {
    Path missing = directory.toAbsolutePath().normalize();
    if (Files.isDirectory(missing)) {
      return directory;
    }
    try {
      newDirectory(missing, readers);
    } catch (FileAlreadyExistsException e) {
      // Another process was first; anything but a directory is in the way.
      checkDirectory(missing);
    }
    return directory;
  }

  /**
   * Makes a directory that was not there, and those above it that are missing.
   *
   * @throws FileAlreadyExistsException if there is anything of this name
   */
  static void newDirectory(Path directory, Readers readers) throws IOException {
    Path missing = directory.toAbsolutePath().normalize();
    Path parent = missing.getParent();
    if (parent != null) {
      directory(parent, readers);
    }
    Files.createDirectory(missing, readers.ofNewDirectory(missing));
    readers.openDirectory(missing);
  }

  /**
   * Makes a directory within a run's, for the same readers.
   *
   * @throws UnusableFileException if a link or anything else but a directory is there instead
   */
  public static Path inside(Path directory) throws IOException {
    boolean unused = newInside(directory);
    return directory;
  }

  /**
   * The same; false if it was there already.
   *
   * @throws UnusableFileException if a link or anything else but a directory is there instead
   */
  static boolean newInside(Path directory) throws IOException {
    if (isDirectory(directory)) {
      return false;
    }
    Path above = above(directory);
    try {
      newDirectory(directory, Files.isDirectory(above) ? Readers.of(above) : Readers.NOBODY);
      return true;
    } catch (FileAlreadyExistsException e) {
      // Another process was first; anything but a directory is in the way.
      checkDirectory(directory);
      return false;
    }
  }

  /**
   * Makes a file that was not there; nothing that is there, a link least of all, is written to.
   *
   * @throws FileAlreadyExistsException if there is anything of this name
   */
  public static FileChannel create(Path file) throws IOException {
    return create(file, StandardOpenOption.WRITE);
  }

  /** The same with options, without {@code CREATE_NEW}. */
  static FileChannel create(Path file, OpenOption... options) throws IOException {
    return create(file, Set.of(options), Readers.of(above(file)));
  }

  /** The same for a file that only its user reads, whomever the folder lets in. */
  public static FileChannel createSecret(Path file, OpenOption... more) throws IOException {
    return create(file, with(Set.of(more), StandardOpenOption.WRITE), Readers.NOBODY);
  }

  /**
   * Opens a file of ours, making it where it is not there.
   *
   * @param options without {@code CREATE}
   * @throws UnusableFileException if a link, a directory, a pipe or a device is there instead
   */
  public static FileChannel openOrCreate(Path file, OpenOption... options) throws IOException {
    Set<OpenOption> all = Set.of(options);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      try {
        return create(file, all, Readers.of(above(file)));
      } catch (FileAlreadyExistsException e) {
        // Another process was first, and its file counts.
      }
    }
    checkRegular(file);
    return FileChannel.open(file, with(all, LinkOption.NOFOLLOW_LINKS));
  }

  /**
   * Opens a file of ours to be continued, making it where it is not there; unlike a channel it
   * stays open when the thread that writes is interrupted.
   *
   * @throws UnusableFileException if a link, a directory, a pipe or a device is there instead
   */
  public static OutputStream append(Path file) throws IOException {
    try {
      checkRegular(file);
    } catch (NoSuchFileException e) {
      openOrCreate(file, StandardOpenOption.WRITE).close();
    }
    return Files.newOutputStream(file, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
  }

  private static FileChannel create(Path file, Set<OpenOption> options, Readers readers)
      throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, with(options, StandardOpenOption.CREATE_NEW), readers.ofNewFile(file));
    try {
      readers.openFile(file);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static Set<OpenOption> with(Set<OpenOption> options, OpenOption one) {
    Set<OpenOption> all = new HashSet<>(options);
    all.add(one);
    return all;
  }

  /**
   * Opens a file that is there.
   *
   * @param options none for reading
   * @throws NoSuchFileException if it is not
   * @throws UnusableFileException if a link, a directory, a pipe or a device is there instead
   */
  public static FileChannel open(Path file, OpenOption... options) throws IOException {
    checkRegular(file);
    return FileChannel.open(file, with(Set.of(options), LinkOption.NOFOLLOW_LINKS));
  }

  /**
   * Opens a file that is there for reading.
   *
   * @throws NoSuchFileException if it is not
   * @throws UnusableFileException if a link, a directory, a pipe or a device is there instead
   */
  public static FileChannel read(Path file) throws IOException {
    return open(file, StandardOpenOption.READ);
  }

  /** All of a file, as it stands, without having it in memory. */
  public static void copy(Path file, OutputStream out) throws IOException {
    try (InputStream in = Channels.newInputStream(read(file))) {
      in.transferTo(out);
    }
  }

  /**
   * The text of a file.
   *
   * @param most bytes that it may reasonably have
   * @throws UnusableFileException if it has more, or is no file
   */
  public static String text(Path file, int most) throws IOException {
    return new String(bytes(file, most), StandardCharsets.UTF_8);
  }

  /**
   * The contents of a file.
   *
   * @param most bytes that it may reasonably have
   * @throws UnusableFileException if it has more, or is no file
   */
  public static byte[] bytes(Path file, int most) throws IOException {
    try (FileChannel channel = read(file)) {
      long size = channel.size();
      if (size > most) {
        throw new UnusableFileException(
            String.format(
                Locale.ROOT, "%s has %d bytes, and at most %d can be read", file, size, most),
            null);
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) size);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
      byte[] whole = new byte[bytes.position()];
      bytes.flip().get(whole);
      return whole;
    }
  }

  /**
   * Complains of what is no plain file.
   *
   * @throws NoSuchFileException if there is nothing
   * @throws UnusableFileException if a link, a directory, a pipe or a device is there
   */
  public static void checkRegular(Path file) throws IOException {
    check(file, attributes(file).isRegularFile(), "a file");
  }

  /**
   * Complains of what is there and no plain directory.
   *
   * @throws UnusableFileException if a link, a file, a pipe or a device is there
   */
  public static void checkDirectory(Path directory) throws IOException {
    boolean unused = isDirectory(directory);
  }

  /** Whether there is anything; complains of what is no plain directory. */
  private static boolean isDirectory(Path directory) throws IOException {
    try {
      check(directory, attributes(directory).isDirectory(), "a directory");
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Deletes a directory with all that is in it, if it is there; links are not followed. */
  public static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        // Others may be deleting there, too.
        Files.deleteIfExists(path);
      }
    }
  }

  /** Has what is in a file, or the names in a directory, outlive a crash of the machine. */
  static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void check(Path entry, boolean fits, String wanted) throws IOException {
    if (!fits) {
      throw new UnusableFileException(
          String.format(
              Locale.ROOT,
              "%s is %s, not %s: move it away",
              entry,
              kind(entry).orElse("gone"),
              wanted),
          null);
    }
  }

  /** What there is of a name, for people; empty if nothing. */
  static Optional<String> kind(Path entry) throws IOException {
    BasicFileAttributes found;
    try {
      found = attributes(entry);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    return Optional.of(
        found.isRegularFile()
            ? "a file"
            : found.isDirectory()
                ? "a directory"
                : found.isSymbolicLink() ? "a symbolic link" : "a pipe, a socket or a device");
  }

  private static BasicFileAttributes attributes(Path entry) throws IOException {
    return Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** The directory that an entry lies in; the root lies in itself. */
  static Path above(Path entry) {
    Path parent = entry.toAbsolutePath().normalize().getParent();
    return parent == null ? entry.toAbsolutePath() : parent;
  }
}
