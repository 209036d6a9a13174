package io.trebuchet.data;

import java.nio.file.Path;
import java.util.List;

/**
 * Where image files are looked for, in order: {@code --data-dir}, {@code $TREBUCHET_DATA}, {@code
 * ~/.cache/trebuchet/data}; and what all files must be that are read, there or elsewhere; and the
 * points that were looked at first.
 */
public record DataFolders(List<Path> roots, DataChecksums checksums, FirstSample first) {
  /** Copies the list. */
  public DataFolders {
    roots = List.copyOf(roots);
  }

  /** Folders of files that may be as they like. */
  public DataFolders(List<Path> roots) {
    this(roots, DataChecksums.NONE, FirstSample.create());
  }

  /** The same folders, with files that must be these. */
  public DataFolders holding(DataChecksums expected) {
    return new DataFolders(roots, expected, first);
  }
}
