package io.trebuchet.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The folders that a spool has: the run's own, and another that takes what is added while the disk
 * of the first has no room. A file in the first names the other, so that every later process finds
 * it.
 */
final class SpoolPlaces implements AutoCloseable {
  private static final String SEGMENTS = "*.spool";
  private static final String ELSEWHERE = "elsewhere";
  private static final int RANDOM_BYTES = 8;
  private static final int MOST_BYTES = 1 << 13;

  /**
   * Only a folder that was made for a spool is called so, and nobody guesses its name: a run that
   * came from somebody else cannot have another's spool sent and emptied.
   */
  private static final Pattern NAME = Pattern.compile(".*-[0-9a-f]{16}");

  private final Path own;
  private final List<Place> all = new ArrayList<>();
  private @Nullable String damage;

  /** A folder, and how much room its disk has. */
  record Place(Path folder, Room room) {}

  private SpoolPlaces(Path own) {
    this.own = own;
    all.add(new Place(own, Room.of(own)));
  }

  /**
   * Opens those of a spool.
   *
   * @param base what the name of another folder begins with, should none be known; null for no
   *     other
   */
  static SpoolPlaces open(Path own, @Nullable Path base) throws IOException {
    SpoolPlaces places = new SpoolPlaces(own);
    try {
      Path other = places.known();
      if (other != null && !isOf(base, other) && !hasSegments(other)) {
        boolean unused = removeIfEmpty(other);
        Files.delete(own.resolve(ELSEWHERE));
        other = null;
      }
      if (other == null && base != null) {
        other = made(own, base);
      }
      if (other != null) {
        places.all.add(new Place(other, Room.of(other)));
      }
      return places;
    } catch (IOException e) {
      places.close();
      throw e;
    }
  }

  private static boolean isOf(@Nullable Path base, Path other) {
    return base != null && other.startsWith(PrivateFiles.above(base));
  }

  private static Path made(Path own, Path base) throws IOException {
    byte[] random = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(random);
    Path other =
        base.resolveSibling(base.getFileName() + "-" + HexFormat.of().formatHex(random))
            .toAbsolutePath()
            .normalize();
    PrivateFiles.newDirectory(other, Readers.NOBODY);
    // While there is room for it.
    AtomicFile.replace(own.resolve(ELSEWHERE), other + "\n");
    return other;
  }

  /** The other folder that an earlier process noted; one that cannot be used is given up. */
  private @Nullable Path known() throws IOException {
    if (!isNoted(own)) {
      return null;
    }
    try {
      return noted(own);
    } catch (IOException e) {
      damage =
          String.format(
              Locale.ROOT,
              "what was spooled elsewhere while the disk of the run was full (spool.dir) is lost:"
                  + " %s; trebuchet resume computes again what is missing, and %s is kept as %s",
              e.getMessage(),
              own.resolve(ELSEWHERE),
              RunDirectory.putAside(own.resolve(ELSEWHERE)).getFileName());
      return null;
    }
  }

  private static boolean isNoted(Path own) {
    return Files.exists(own.resolve(ELSEWHERE), LinkOption.NOFOLLOW_LINKS);
  }

  private static Path noted(Path own) throws IOException {
    Path file = own.resolve(ELSEWHERE);
    String text = new String(PrivateFiles.bytes(file, MOST_BYTES), StandardCharsets.UTF_8).strip();
    if (!text.startsWith("/") || text.indexOf('\0') >= 0 || !NAME.matcher(text).matches()) {
      throw new IOException(file + " names no folder of a spool");
    }
    Path folder = Path.of(text);
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(folder + " is not there (is its disk mounted?)");
    }
    PrivateFiles.checkDirectory(folder);
    if (Ownership.isForeign(folder)) {
      throw new IOException(folder + " belongs to " + Ownership.owner(folder));
    }
    return folder;
  }

  /** Whether they hold batches, or what held some is gone. */
  static boolean hold(Path own) throws IOException {
    if (!Files.isDirectory(own)) {
      return false;
    }
    try {
      return hasSegments(own) || (isNoted(own) && hasSegments(noted(own)));
    } catch (IOException e) {
      // Whoever opens them hears of it.
      return true;
    }
  }

  /** Those that hold batches, for people. */
  static String named(Path own) {
    try {
      if (isNoted(own) && hasSegments(noted(own))) {
        Path other = noted(own);
        return hasSegments(own) ? own + " and " + other : other.toString();
      }
    } catch (IOException e) {
      return own.toString();
    }
    return own.toString();
  }

  private static boolean hasSegments(Path folder) throws IOException {
    try (var files = Files.newDirectoryStream(folder, SEGMENTS)) {
      return files.iterator().hasNext();
    }
  }

  /** The run's own, and the other if there is one. */
  List<Place> all() {
    return all;
  }

  /** A file of an earlier process. */
  record Left(Path folder, long number) {}

  /** All that earlier processes left, oldest first. */
  List<Left> left() throws IOException {
    List<Left> left = new ArrayList<>();
    for (Place place : all) {
      left.addAll(left(place.folder()));
    }
    left.sort(Comparator.comparingLong(Left::number));
    return left;
  }

  private static List<Left> left(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.matches("\\d{8}\\.spool"))
          .map(name -> new Left(folder, Long.parseLong(name.substring(0, 8))))
          .toList();
    }
  }

  /** Why what lay elsewhere is lost, in words; null if nothing is. */
  @Nullable String damage() {
    return damage;
  }

  /** Removes those in which nothing is left. */
  void removeEmpty() throws IOException {
    boolean left = false;
    for (Place place : all.subList(1, all.size())) {
      left |= !removeIfEmpty(place.folder());
    }
    if (!left) {
      Files.deleteIfExists(own.resolve(ELSEWHERE));
    }
    boolean unused = removeIfEmpty(own);
  }

  private static boolean removeIfEmpty(Path folder) throws IOException {
    try {
      Files.deleteIfExists(folder);
      return true;
    } catch (FileSystemException e) {
      // It holds somebody else's files, or is a disk of its own.
      return false;
    }
  }

  @Override
  public void close() {
    all.forEach(place -> place.room().close());
  }
}
