package io.trebuchet.run;

import io.trebuchet.process.Causes;
import io.trebuchet.storage.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The files that a run's results go to from memory: where that cannot be, as on a full disk, they
 * go next to the run, and whoever watches is told.
 */
final class ResultFiles {
  private final RunDirectory directory;
  private final Consumer<String> people;
  private boolean complete = true;

  private ResultFiles(RunDirectory directory, Consumer<String> people) {
    this.directory = directory;
    this.people = people;
  }

  /** Those of a run. */
  static ResultFiles of(RunDirectory directory, Consumer<String> people) {
    return new ResultFiles(directory, people);
  }

  /** Writes a file as a whole. */
  @FunctionalInterface
  interface Writing {
    void write(Path file) throws IOException;
  }

  /** Writes a file of the run, or one of a like name elsewhere. */
  void write(Path file, Writing writing) {
    try {
      writing.write(file);
    } catch (IOException e) {
      complete = false;
      Optional<Path> elsewhere =
          places(file).stream().filter(place -> isWritten(place, writing)).findFirst();
      people.accept(
          String.format(
              Locale.ROOT,
              "%s cannot be written (%s)%s",
              file,
              Causes.of(e),
              elsewhere
                  .map(place -> ": it is in " + place + "; copy it there once that can be")
                  .orElse(", nor can it be anywhere else: resume the run once it can")));
    }
  }

  private List<Path> places(Path file) {
    Path root = directory.root().toAbsolutePath().normalize();
    String name = root.getFileName() + "-" + file.getFileName();
    return List.of(
        root.resolveSibling(name),
        Path.of("").toAbsolutePath().resolve(name),
        Path.of(System.getProperty("java.io.tmpdir")).resolve(name));
  }

  private static boolean isWritten(Path place, Writing writing) {
    try {
      writing.write(place);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether every file is where it should be. */
  boolean complete() {
    return complete;
  }
}
