package io.trebuchet.storage;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whose a folder is. Where the system knows no users, everything is ours. */
public final class Ownership {
  private static final String UNIX = "unix";
  private static final String UID = "unix:uid";
  private static final int ROOT = 0;

  /** More entries than a database of ours has; what comes after them is not looked at. */
  private static final int MOST_ENTRIES = 100_000;

  private static final int STICKY = 01000;

  private Ownership() {}

  /** Asked only once it is needed: the answer costs some milliseconds. */
  private static final class Us {
    private static final long ID = new UnixSystem().getUid();
  }

  /**
   * The first entry that somebody else put there, or that is a link, from the folder itself
   * downwards; in words, empty if all are ours.
   */
  static Optional<String> foreign(Path folder) throws IOException {
    if (!isUnix(folder)) {
      return Optional.empty();
    }
    Search search = new Search();
    Files.walkFileTree(folder, search);
    return Optional.ofNullable(search.found);
  }

  /** Whether an entry, not what a link leads to, is another user's. */
  public static boolean isForeign(Path entry) throws IOException {
    return isUnix(entry) && uid(entry) != Us.ID;
  }

  /**
   * Why a file's word does not count: it is another user's, or others can write it under this or
   * another name; in words, empty if it is ours.
   */
  static Optional<String> doubt(Path file) throws IOException {
    PrivateFiles.checkRegular(file);
    if (!isUnix(file)) {
      return Optional.empty();
    }
    if (uid(file) != Us.ID) {
      return Optional.of(String.format(Locale.ROOT, "%s belongs to %s", file, owner(file)));
    }
    if (Readers.othersWrite(file)) {
      return Optional.of(String.format(Locale.ROOT, "other users may write to %s", file));
    }
    int names = (Integer) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
    return names > 1
        ? Optional.of(String.format(Locale.ROOT, "%s has %d names", file, names))
        : Optional.empty();
  }

  /** The same of a file that others must not even read. */
  static Optional<String> doubtSecret(Path file) throws IOException {
    Optional<String> doubt = doubt(file);
    if (doubt.isPresent() || !Readers.isPosix(file)) {
      return doubt;
    }
    Set<PosixFilePermission> found = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
    return found.contains(PosixFilePermission.GROUP_READ)
            || found.contains(PosixFilePermission.OTHERS_READ)
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "other users may read %s (%s)",
                file,
                PosixFilePermissions.toString(found)))
        : Optional.empty();
  }

  /** Whether two entries have one owner. */
  static boolean sameOwner(Path one, Path other) throws IOException {
    return !isUnix(one) || uid(one) == uid(other);
  }

  /** Who owns an entry, for people. */
  static String owner(Path entry) throws IOException {
    return "user " + Files.getOwner(entry, LinkOption.NOFOLLOW_LINKS).getName();
  }

  /**
   * The nearest folder above an entry in which another user can put something else in the place of
   * what lies in it; in words, empty if there is none.
   */
  static Optional<String> exposure(Path entry) throws IOException {
    Path at = entry.toRealPath();
    for (Path above = at.getParent(); above != null && isUnix(above); above = above.getParent()) {
      long owner = uid(above);
      if (owner != ROOT && owner != Us.ID) {
        return Optional.of(String.format(Locale.ROOT, "%s belongs to %s", above, owner(above)));
      }
      int mode = (Integer) Files.getAttribute(above, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(above);
      if ((mode & STICKY) == 0) {
        boolean every = permissions.contains(PosixFilePermission.OTHERS_WRITE);
        if (every || (permissions.contains(PosixFilePermission.GROUP_WRITE) && isShared(above))) {
          return Optional.of(
              String.format(
                  Locale.ROOT,
                  "%s may write to %s (%s)",
                  every ? "every user" : "a group",
                  above,
                  PosixFilePermissions.toString(permissions)));
        }
      }
    }
    return Optional.empty();
  }

  /** Whether a folder's group may have members besides its owner: not one of the owner's name. */
  private static boolean isShared(Path folder) throws IOException {
    PosixFileAttributes attributes =
        Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return !attributes.group().getName().equals(attributes.owner().getName());
  }

  private static boolean isUnix(Path entry) {
    return entry.getFileSystem().supportedFileAttributeViews().contains(UNIX);
  }

  private static long uid(Path entry) throws IOException {
    return Integer.toUnsignedLong(
        (Integer) Files.getAttribute(entry, UID, LinkOption.NOFOLLOW_LINKS));
  }

  private static final class Search extends SimpleFileVisitor<Path> {
    private int entries;
    private @Nullable String found;

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
        throws IOException {
      return look(folder, attributes);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      return look(file, attributes);
    }

    /** A folder that cannot be looked into is another user's; a file can be gone meanwhile. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException error) throws IOException {
      return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
          ? found(String.format(Locale.ROOT, "%s cannot be read", file))
          : FileVisitResult.CONTINUE;
    }

    private FileVisitResult look(Path entry, BasicFileAttributes attributes) throws IOException {
      if (attributes.isSymbolicLink()) {
        return found(String.format(Locale.ROOT, "%s is a symbolic link", entry));
      }
      if (attributes.isOther()) {
        return found(String.format(Locale.ROOT, "%s is a pipe, a socket or a device", entry));
      }
      if (isForeign(entry)) {
        return found(String.format(Locale.ROOT, "%s belongs to %s", entry, owner(entry)));
      }
      return ++entries < MOST_ENTRIES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
    }

    private FileVisitResult found(String what) {
      found = what;
      return FileVisitResult.TERMINATE;
    }
  }
}
