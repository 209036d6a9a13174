package io.trebuchet.config;

import com.typesafe.config.ConfigOrigin;
import io.trebuchet.data.DataFile;
import io.trebuchet.data.DataFolders;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Where the files are that a config names: beside it, in the folders of data, or in the working
 * directory, in this order; those named on the command line in the working directory first. Those
 * that a run's config names may have moved. Remembers what it found.
 */
final class FileSearch {
  private static final Path HERE = Path.of("");

  /** The config's own folder. */
  private final Path config;

  private final DataFolders folders;
  private final MovedFiles moved;
  private final Set<Path> found = new TreeSet<>();

  FileSearch(Path config, DataFolders folders, MovedFiles moved) {
    this.config = config;
    this.folders = folders;
    this.moved = moved;
  }

  static FileSearch of(Path configFile, DataFolders folders, MovedFiles moved) {
    Path parent = configFile.toAbsolutePath().getParent();
    return new FileSearch(parent == null ? HERE : parent, folders, moved);
  }

  /** The absolute path of the file. */
  Optional<Path> find(String name, ConfigOrigin origin) {
    try {
      Optional<Path> first =
          places(origin).stream()
              .map(place -> place.resolve(name))
              .filter(Files::isRegularFile)
              .map(file -> file.toAbsolutePath().normalize())
              .findFirst()
              .or(() -> moved(Path.of(name)));
      first.ifPresent(found::add);
      return first;
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private Optional<Path> moved(Path path) {
    return path.isAbsolute() ? moved.find(path.normalize()) : Optional.empty();
  }

  /** All files that were found. */
  Set<Path> found() {
    return Set.copyOf(found);
  }

  /** What to say where there is none. */
  String missing(String name, ConfigOrigin origin) {
    if (name.isBlank()) {
      return "must be the name of a file";
    }
    try {
      Path path = Path.of(name);
      List<Path> places = places(origin).stream().map(Path::toAbsolutePath).distinct().toList();
      return places.stream()
          .map(place -> place.resolve(path).normalize())
          .filter(other -> path.isAbsolute() || Files.exists(other))
          .findFirst()
          .map(
              other ->
                  path.isAbsolute()
                      ? DataFile.missing(other) + moved.advice(other)
                      : DataFile.missing(other))
          .orElseGet(
              () ->
                  String.format(
                      Locale.ROOT,
                      "there is no file %s in %s; --data-dir names another folder",
                      name,
                      places.stream()
                          .map(p -> p.normalize().toString())
                          .distinct()
                          .collect(Collectors.joining(", "))));
    } catch (InvalidPathException e) {
      return "must be the name of a file";
    }
  }

  private List<Path> places(ConfigOrigin origin) {
    List<Path> places = new ArrayList<>();
    if (origin.description().startsWith("--")) {
      places.add(HERE);
    }
    // An included file has a folder of its own.
    Path file = origin.filename() == null ? null : Path.of(origin.filename()).toAbsolutePath();
    places.add(file == null || file.getParent() == null ? config : file.getParent());
    places.addAll(folders.roots());
    places.add(HERE);
    return List.copyOf(new LinkedHashSet<>(places));
  }
}
