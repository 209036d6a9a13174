package io.trebuchet.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the files are that a sweep reads: it trains on the same or on none.
 *
 * @param byName SHA-256 by the file's name, or by its whole path where several have that name
 */
public record DataChecksums(Map<String, String> byName) {
  /** Of no file. */
  public static final DataChecksums NONE = new DataChecksums(Map.of());

  private static final int SHOWN = 12;

  /** Copies the map. */
  public DataChecksums {
    byName = Map.copyOf(byName);
  }

  /**
   * Those of files as they are now.
   *
   * @throws IOException if one cannot be read
   */
  public static DataChecksums of(Collection<Path> files) throws IOException {
    Set<Path> all = new TreeSet<>();
    files.forEach(file -> all.add(file.toAbsolutePath().normalize()));
    Map<String, Long> named =
        all.stream().collect(Collectors.groupingBy(DataChecksums::name, Collectors.counting()));
    Map<String, String> sums = new TreeMap<>();
    for (Path file : all) {
      boolean single = Long.valueOf(1).equals(named.get(name(file)));
      sums.put(single ? name(file) : file.toString(), Sha256.of(file));
    }
    return new DataChecksums(sums);
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  /**
   * What is otherwise in {@code now}, a line for each file.
   *
   * @param complete whether these are of all files there are
   */
  public List<String> differences(DataChecksums now, boolean complete) {
    List<String> lines = new ArrayList<>();
    new TreeMap<>(now.byName)
        .forEach(
            (file, sum) -> {
              Set<String> before = ofName(file);
              if (!before.isEmpty() && !before.contains(sum)) {
                lines.add(changed(file, String.join(" or ", before), sum));
              } else if (before.isEmpty() && complete) {
                lines.add(file + " was not among the files that the run was begun with");
              }
            });
    return lines;
  }

  /**
   * Holds files that were read against these; one that is not among them may be as it likes.
   *
   * @param read SHA-256 by name or path
   * @throws ChangedDataException if one is another by now
   */
  public void requireSame(Map<String, String> read) throws ChangedDataException {
    for (Map.Entry<String, String> file : read.entrySet()) {
      Set<String> before = ofName(file.getKey());
      if (!before.isEmpty() && !before.contains(file.getValue())) {
        throw new ChangedDataException(
            changed(file.getKey(), String.join(" or ", before), file.getValue())
                + ": put it back as it was");
      }
    }
  }

  /**
   * Whether a file is the one that is known by another path.
   *
   * @throws IOException if it cannot be read
   */
  public boolean isSame(Path known, Path file) throws IOException {
    Set<String> before = ofName(known.toString());
    return !before.isEmpty() && before.contains(Sha256.of(file));
  }

  /** What was read, each whole path in the place of which another is known by that one. */
  public Map<String, String> named(Map<String, String> read) {
    Map<String, String> names = new TreeMap<>();
    read.forEach((file, sum) -> names.put(known(file, sum), sum));
    return Map.copyOf(names);
  }

  private String known(String file, String sum) {
    return byName.containsKey(file) || !Path.of(file).isAbsolute()
        ? file
        : byName.entrySet().stream()
            .filter(each -> each.getValue().equals(sum))
            .map(Map.Entry::getKey)
            .filter(path -> sameName(path, file))
            .sorted()
            .findFirst()
            .orElse(file);
  }

  private static boolean sameName(String path, String other) {
    return name(Path.of(path)).equals(name(Path.of(other)));
  }

  /** By its path, or by its name where it lies elsewhere by now. */
  private Set<String> ofName(String file) {
    @Nullable String exactly = byName.get(file);
    if (exactly != null) {
      return Set.of(exactly);
    }
    Set<String> sums = new TreeSet<>();
    byName.forEach(
        (path, sum) -> {
          if (sameName(path, file)) {
            sums.add(sum);
          }
        });
    return sums;
  }

  /** These, and those of files that are not among them. */
  public DataChecksums with(Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(byName);
    more.forEach(
        (file, sum) -> {
          if (ofName(file).isEmpty()) {
            all.put(file, sum);
          }
        });
    return new DataChecksums(all);
  }

  private static String changed(String file, String before, String now) {
    return String.format(
        Locale.ROOT,
        "%s has changed since the run began: its SHA-256 was %s, is %s",
        file,
        shortened(before),
        shortened(now));
  }

  private static String shortened(String sum) {
    return sum.length() <= SHOWN ? sum : sum.substring(0, SHOWN) + "…";
  }
}
