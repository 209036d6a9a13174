package io.trebuchet.data;

import java.nio.file.Path;
import java.util.List;

/**
 * Where image files are looked for, in order: {@code --data-dir}, {@code $TREBUCHET_DATA}, {@code
 * ~/.cache/trebuchet/data}.
 */
public record DataFolders(List<Path> roots) {
  /** Copies the list. */
  public DataFolders {
    roots = List.copyOf(roots);
  }
}
