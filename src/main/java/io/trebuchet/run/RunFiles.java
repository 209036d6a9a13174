package io.trebuchet.run;

import io.trebuchet.config.MovedFiles;
import io.trebuchet.data.DataChecksums;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.stores.OwnRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a run whose project was renamed or moved: they lie to the run as they did, or in the
 * folder that the user names. One is taken only if its checksum says that it is the same.
 */
public final class RunFiles implements MovedFiles {
  private static final Logger LOG = LoggerFactory.getLogger(RunFiles.class);

  private final DataChecksums checksums;
  private final List<Path> places;
  private final Consumer<String> notices;
  private final List<Path> known = new ArrayList<>();
  private final Map<Path, Path> taken = new HashMap<>();
  private final Map<Path, Path> others = new HashMap<>();

  private RunFiles(DataChecksums checksums, List<Path> places, Consumer<String> notices) {
    this.checksums = checksums;
    this.places = places;
    this.notices = notices;
  }

  /**
   * The files of a run; those of another user's are looked for only where the user says.
   *
   * @param dataDir the folder that the user names; null if none
   * @param notices is told of each file that is taken from elsewhere
   */
  public static RunFiles of(RunDirectory run, @Nullable Path dataDir, Consumer<String> notices)
      throws IOException {
    DataChecksums checksums = new DataChecksums(Manifest.read(run.manifest()).dataChecksums());
    List<Path> places = new ArrayList<>();
    if (dataDir != null) {
      places.add(dataDir.toAbsolutePath().normalize());
    }
    if (OwnRun.is(run)) {
      places.addAll(around(run));
    }
    return new RunFiles(checksums, places, notices);
  }

  /** A folder of data that is gone, where it lies to the run as it did. */
  static Optional<Path> folder(RunDirectory run, Path gone) throws IOException {
    return candidates(around(run), gone).filter(Files::isDirectory).findFirst();
  }

  /** The run's directory and all that it lies in. */
  private static List<Path> around(RunDirectory run) throws IOException {
    return Stream.iterate(run.root().toRealPath(), Objects::nonNull, Path::getParent).toList();
  }

  /** The longest end of the path first, which says most. */
  private static Stream<Path> candidates(List<Path> places, Path gone) {
    int names = gone.getNameCount();
    return places.stream()
        .flatMap(
            place ->
                IntStream.range(0, names)
                    .mapToObj(first -> place.resolve(gone.subpath(first, names))));
  }

  /** Where files were found before: they are taken from there first, without a word. */
  void foundBefore(List<Path> files) {
    known.addAll(files);
  }

  @Override
  public Optional<Path> find(Path gone) {
    @Nullable Path already = taken.get(gone);
    if (already != null) {
      return Optional.of(already);
    }
    Predicate<Path> same = file -> isSame(gone, file);
    Optional<Path> before =
        known.stream()
            .filter(file -> Objects.equals(file.getFileName(), gone.getFileName()))
            .sorted(Comparator.comparingInt(file -> -commonEnd(file, gone)))
            .filter(same)
            .findFirst();
    Optional<Path> now =
        before.or(
            () -> candidates(places, gone).filter(Files::isRegularFile).filter(same).findFirst());
    now.ifPresent(file -> taken.put(gone, file));
    if (before.isEmpty()) {
      now.ifPresent(
          file ->
              notices.accept(
                  String.format(
                      Locale.ROOT,
                      "%s is not there: %s, which is the same by its checksum, is taken",
                      gone,
                      file)));
    }
    return now;
  }

  private boolean isSame(Path gone, Path file) {
    try {
      if (checksums.isSame(gone, file)) {
        return true;
      }
      others.putIfAbsent(gone, file);
    } catch (IOException e) {
      LOG.debug("not read: {}", file, e);
    }
    return false;
  }

  private static int commonEnd(Path a, Path b) {
    int most = Math.min(a.getNameCount(), b.getNameCount());
    int length = 0;
    while (length < most
        && a.getName(a.getNameCount() - 1 - length)
            .equals(b.getName(b.getNameCount() - 1 - length))) {
      length++;
    }
    return length;
  }

  @Override
  public String advice(Path gone) {
    @Nullable Path other = others.get(gone);
    String found =
        other == null
            ? ""
            : String.format(Locale.ROOT, "; %s is another than the run was begun with", other);
    return found + "; if it was moved, --data-dir DIR names the folder where it is now";
  }
}
