package io.trebuchet.bench;

import io.trebuchet.data.DataFolders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The one data folder that a NumPy program is told. */
final class DataFolder {
  private DataFolder() {}

  static Optional<Path> first(DataFolders folders) {
    return folders.roots().stream().filter(Files::isDirectory).findFirst();
  }
}
