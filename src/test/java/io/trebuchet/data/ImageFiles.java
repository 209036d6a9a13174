package io.trebuchet.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Where tests look for the real image files. */
public final class ImageFiles {
  private ImageFiles() {}

  /** The folders; skips the test if none of them holds {@code name}, but fails it in CI. */
  public static DataFolders folders(String name) {
    List<Path> roots = new ArrayList<>();
    Stream.of(System.getProperty("trebuchet.data"), System.getenv("TREBUCHET_DATA"))
        .filter(place -> place != null)
        .forEach(place -> roots.add(Path.of(place)));
    roots.add(Path.of("..", "shared", "data"));
    boolean found = roots.stream().anyMatch(root -> Files.isDirectory(root.resolve(name)));
    String missing = name + " not found in " + roots;
    if ("true".equals(System.getenv("CI"))) {
      assertThat(found).as(missing).isTrue();
    }
    Assumptions.assumeTrue(found, missing);
    return new DataFolders(roots);
  }
}
