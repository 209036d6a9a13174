package io.trebuchet.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the binary version of CIFAR-10 lies: as batches in a folder, or as the official archive.
 */
sealed interface CifarFiles {
  /** Folder with {@code data_batch_1.bin} and {@code test_batch.bin}, each plain or {@code .gz}. */
  record Folder(Path path) implements CifarFiles {
    /** The file of a batch, if there is one. */
    Optional<Path> batch(String name) {
      return Stream.of(name, name + ".gz")
          .map(path::resolve)
          .filter(Files::isRegularFile)
          .findFirst();
    }
  }

  /** {@code cifar-10-binary.tar.gz}. */
  record Archive(Path path) implements CifarFiles {}

  /** The test set's file. */
  String TEST = "test_batch.bin";

  /** The official name of the archive. */
  String ARCHIVE = "cifar-10-binary.tar.gz";

  /** The folder inside the archive. */
  String UNPACKED = "cifar-10-batches-bin";

  /** The training set's files in their order, k = 1 … 5. */
  static String train(int k) {
    return "data_batch_" + k + ".bin";
  }

  /**
   * The first place that has them, over roots and then names of folders.
   *
   * @throws MissingDataException saying where it looked and what brings them
   */
  static CifarFiles find(List<String> names, DataFolders folders) throws MissingDataException {
    List<String> looked = new ArrayList<>();
    for (Path root : folders.roots()) {
      for (String name : names) {
        Path folder = root.resolve(name);
        for (Path path : List.of(folder, folder.resolve(UNPACKED))) {
          Folder batches = new Folder(path);
          if (batches.batch(train(1)).isPresent() && batches.batch(TEST).isPresent()) {
            return batches;
          }
        }
        if (Files.isRegularFile(folder.resolve(ARCHIVE))) {
          return new Archive(folder.resolve(ARCHIVE));
        }
        looked.add(folder + (Files.isDirectory(folder) ? " lacks them" : " does not exist"));
      }
    }
    throw new MissingDataException(
        String.format(
            Locale.ROOT,
            """
            data set cifar-10 was not found: it needs %s and %s, plain or .gz, or %s. Looked in:
              %s
            Get it with `trebuchet data fetch cifar-10`, or name the folder that contains %s with \
            --data-dir DIR or TREBUCHET_DATA=DIR.\
            """,
            train(1),
            TEST,
            ARCHIVE,
            looked.isEmpty() ? "no folder at all" : String.join("\n  ", looked),
            String.join("/ or ", names) + "/"));
  }
}
