package io.trebuchet.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Finds the folder that holds all files of an image data set. */
final class ImageFolder {
  private ImageFolder() {}

  /**
   * The first folder {@code root/name}, over roots and then names, that has all the files.
   *
   * @param kind the data kind, as {@code trebuchet data fetch} takes it
   * @throws MissingDataException saying what each folder lacks and what brings it
   */
  static Path find(String kind, List<String> names, List<String> files, DataFolders folders)
      throws MissingDataException {
    List<String> looked = new ArrayList<>();
    for (Path root : folders.roots()) {
      for (String name : names) {
        Path folder = root.resolve(name);
        List<String> missing =
            files.stream().filter(file -> IdxFile.find(folder, file).isEmpty()).toList();
        if (missing.isEmpty()) {
          return folder;
        }
        looked.add(
            Files.isDirectory(folder)
                ? String.format(Locale.ROOT, "%s lacks %s", folder, String.join(", ", missing))
                : String.format(Locale.ROOT, "%s does not exist", folder));
      }
    }
    throw new MissingDataException(
        String.format(
            Locale.ROOT,
            """
            data set %s was not found: it needs %s, packed or unpacked. Looked in:
              %s
            Get it with `trebuchet data fetch %s`, or name the folder that contains %s with --data-dir \
            DIR or TREBUCHET_DATA=DIR.\
            """,
            kind,
            String.join(", ", files),
            looked.isEmpty() ? "no folder at all" : String.join("\n  ", looked),
            kind,
            String.join("/ or ", names) + "/"));
  }
}
