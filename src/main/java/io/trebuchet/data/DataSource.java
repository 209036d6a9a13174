package io.trebuchet.data;

import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A data set with all its parameters set; loading it is the only input a sweep reads. */
public interface DataSource {
  /**
   * Checks, without reading everything, that the files are there.
   *
   * @throws MissingDataException naming the files, where they were looked for, and what brings them
   */
  void check(DataFolders folders) throws MissingDataException;

  /**
   * The files that it finds there; those that the config names are known without.
   *
   * @throws MissingDataException as {@link #check} does
   */
  default List<Path> files(DataFolders folders) throws MissingDataException {
    return List.of();
  }

  /** Whether it brings points to test on. */
  default boolean hasTestSet() {
    return false;
  }

  /**
   * Loads or generates the points.
   *
   * @throws MissingDataException if files are missing
   * @throws IOException if a file is damaged, naming it and the byte where it goes wrong
   * @throws IllegalArgumentException if there are fewer points than the parameters ask for
   */
  Sample load(DataFolders folders, SeededRandom random) throws IOException;

  /**
   * The same, in one reading with what is found out about the files that nobody said.
   *
   * @param remarks gets it, for people
   */
  default Sample load(DataFolders folders, SeededRandom random, Consumer<String> remarks)
      throws IOException {
    return load(folders, random);
  }
}
