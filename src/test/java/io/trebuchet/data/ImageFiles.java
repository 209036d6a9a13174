package io.trebuchet.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Where tests look for the real image files. */
public final class ImageFiles {
  private ImageFiles() {}

  /** The folders; skips the test if none of them holds {@code name}. */
  public static DataFolders folders(String name) {
    List<Path> roots = new ArrayList<>();
    Stream.of(System.getProperty("trebuchet.data"), System.getenv("TREBUCHET_DATA"))
        .filter(place -> place != null)
        .forEach(place -> roots.add(Path.of(place)));
    roots.add(Path.of("..", "shared", "data"));
    Assumptions.assumeTrue(
        roots.stream().anyMatch(root -> Files.isDirectory(root.resolve(name))),
        () -> name + " not found in " + roots);
    return new DataFolders(roots);
  }
}
