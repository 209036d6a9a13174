package io.trebuchet.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Who may read a run's files besides their user. Nobody else ever writes them. */
public enum Readers {
  /** Nobody. */
  NOBODY("rwx------", "rw-------"),
  /** The group of the folder. */
  GROUP("rwxr-x---", "rw-r-----"),
  /** Every user of the machine. */
  EVERYBODY("rwxr-xr-x", "rw-r--r--");

  private static final String POSIX = "posix";

  private final String directory;
  private final String file;

  Readers(String directory, String file) {
    this.directory = directory;
    this.file = file;
  }

  /** Those of a folder: what is made in it is for them too. */
  static Readers of(Path folder) throws IOException {
    if (!isPosix(folder)) {
      return NOBODY;
    }
    Set<PosixFilePermission> found = Files.getPosixFilePermissions(folder);
    Readers readers = NOBODY;
    for (Readers wider : values()) {
      readers =
          found.containsAll(PosixFilePermissions.fromString(wider.directory)) ? wider : readers;
    }
    return readers;
  }

  FileAttribute<?>[] ofNewDirectory(Path at) {
    return attributes(at, PosixFilePermissions.fromString(directory));
  }

  FileAttribute<?>[] ofNewFile(Path at) {
    return attributes(at, PosixFilePermissions.fromString(file));
  }

  /** What a umask has taken away comes back: it was asked for. */
  void openDirectory(Path at) throws IOException {
    if (isPosix(at)) {
      Files.setPosixFilePermissions(at, PosixFilePermissions.fromString(directory));
    }
  }

  /** The same for a file that was made just now. */
  void openFile(Path at) throws IOException {
    if (this != NOBODY && isPosix(at)) {
      Files.setPosixFilePermissions(at, PosixFilePermissions.fromString(file));
    }
  }

  /** Shuts a file of ours for everybody else. */
  static void close(Path file) throws IOException {
    if (isPosix(file) && !Ownership.isForeign(file)) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(NOBODY.file));
    }
  }

  static boolean isPosix(Path at) {
    return at.getFileSystem().supportedFileAttributeViews().contains(POSIX);
  }

  /** Whether others than the user may write to an entry. */
  static boolean othersWrite(Path entry) throws IOException {
    if (!isPosix(entry)) {
      return false;
    }
    Set<PosixFilePermission> found =
        Files.getPosixFilePermissions(entry, LinkOption.NOFOLLOW_LINKS);
    return found.contains(PosixFilePermission.GROUP_WRITE)
        || found.contains(PosixFilePermission.OTHERS_WRITE);
  }

  static FileAttribute<?>[] attributes(Path at, Set<PosixFilePermission> permissions) {
    return isPosix(at)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }
}
