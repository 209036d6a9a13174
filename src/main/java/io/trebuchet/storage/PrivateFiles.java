package io.trebuchet.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;

/**
 * The one way in which files of a run are made and opened: for their user alone, never through a
 * link that somebody laid, and never a device or a pipe in the place of a file.
 */
public final class PrivateFiles {
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");

  private static final String POSIX = "posix";

  private PrivateFiles() {}

  /** Makes a directory, and those above it that are missing; an existing one stays as it is. */
  public static Path directory(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return directory;
    }
    return Files.createDirectories(directory, attributes(directory, DIRECTORY));
  }

  /**
   * Makes a file that was not there; nothing that is there, a link least of all, is written to.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is anything of this name
   */
  public static FileChannel create(Path file) throws IOException {
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        attributes(file, FILE));
  }

  /**
   * Opens a file of ours, making it where it is not there.
   *
   * @param options without {@code CREATE}
   * @throws FileSystemException if a link, a directory, a pipe or a device is there instead
   */
  public static FileChannel openOrCreate(Path file, OpenOption... options) throws IOException {
    Set<OpenOption> all = new HashSet<>(Set.of(options));
    all.add(StandardOpenOption.CREATE);
    all.add(LinkOption.NOFOLLOW_LINKS);
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      checkRegular(file);
    }
    return FileChannel.open(file, all, attributes(file, FILE));
  }

  /**
   * Opens a file that is there for reading.
   *
   * @throws NoSuchFileException if it is not
   * @throws FileSystemException if a link, a directory, a pipe or a device is there instead
   */
  public static FileChannel read(Path file) throws IOException {
    checkRegular(file);
    return FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * The contents of a file.
   *
   * @param most bytes that it may reasonably have
   * @throws FileSystemException if it has more, or is no file
   */
  public static byte[] bytes(Path file, int most) throws IOException {
    try (FileChannel channel = read(file)) {
      long size = channel.size();
      if (size > most) {
        throw new FileSystemException(
            file.toString(), null, "has " + size + " bytes, and no such file of ours has");
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
   * @throws FileSystemException if a link, a directory, a pipe or a device is there
   */
  public static void checkRegular(Path file) throws IOException {
    BasicFileAttributes found =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!found.isRegularFile()) {
      throw new FileSystemException(file.toString(), null, "is " + kind(found) + ", not a file");
    }
  }

  /**
   * Complains of what is there and no plain directory.
   *
   * @throws FileSystemException if a link, a file, a pipe or a device is there
   */
  public static void checkDirectory(Path directory) throws IOException {
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    BasicFileAttributes found =
        Files.readAttributes(directory, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!found.isDirectory()) {
      throw new FileSystemException(
          directory.toString(), null, "is " + kind(found) + ", not a directory");
    }
  }

  /** Has the names in a directory outlive a crash of the machine. */
  static void forceDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static String kind(BasicFileAttributes found) {
    if (found.isDirectory() || found.isRegularFile()) {
      return found.isDirectory() ? "a directory" : "a file";
    }
    return found.isSymbolicLink() ? "a symbolic link" : "a pipe or a device";
  }

  private static FileAttribute<?>[] attributes(Path at, Set<PosixFilePermission> permissions) {
    boolean posix = at.getFileSystem().supportedFileAttributeViews().contains(POSIX);
    return posix
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }
}
