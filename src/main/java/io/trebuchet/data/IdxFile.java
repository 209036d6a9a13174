package io.trebuchet.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Files in the IDX format under the names by which people have them. */
final class IdxFile {
  private static final String GZIP = ".gz";

  private IdxFile() {}

  /**
   * The file in a folder: as it is fetched, unpacked, or with the dot that the archive of MNIST
   * once had, {@code train-images.idx3-ubyte}.
   *
   * @param official its name as it is fetched, ending in .gz
   */
  static Optional<Path> find(Path folder, String official) {
    return names(official).stream().map(folder::resolve).filter(Files::isRegularFile).findFirst();
  }

  private static List<String> names(String official) {
    List<String> names = new ArrayList<>(List.of(official));
    if (official.endsWith("-ubyte" + GZIP)) {
      String unpacked = official.substring(0, official.length() - GZIP.length());
      String dotted = unpacked.replace("-idx", ".idx");
      names.addAll(List.of(unpacked, dotted + GZIP, dotted));
    }
    return names;
  }

  static boolean isImages(Path file) {
    return named(file, "images", 3);
  }

  static boolean isLabels(Path file) {
    return named(file, "labels", 1);
  }

  private static boolean named(Path file, String what, int axes) {
    String name = String.valueOf(file.getFileName()).replace(".idx", "-idx");
    String unpacked = name.endsWith(GZIP) ? name.substring(0, name.length() - GZIP.length()) : name;
    return unpacked.endsWith("-" + what + "-idx" + axes + "-ubyte");
  }
}
