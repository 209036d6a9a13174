package io.trebuchet.stores;

import io.trebuchet.process.UsageException;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Where the embedded database of an earlier run is. Its manifest came with it, perhaps from
 * somebody else: it may name a folder inside the run, or the one that {@code serve} keeps beside
 * it; any other has to be named by the user.
 */
public final class RunDatabase {
  private RunDatabase() {}

  /**
   * The folder to open.
   *
   * @param named by the user
   */
  public static Path of(RunDirectory run, Manifest manifest, List<Path> named) throws IOException {
    Path root = run.root().toAbsolutePath().normalize();
    String recorded = manifest.database();
    // An absolute path stays as it is when it is resolved.
    Path folder =
        (recorded == null ? root.resolve(run.db().getFileName()) : root.resolve(recorded))
            .normalize();
    boolean believed =
        folder.equals(SharedDatabase.of(run))
            || (isBelow(root, folder) && !leadsAway(root, folder));
    for (Path other : named) {
      believed |= folder.equals(other.toAbsolutePath().normalize());
    }
    if (!believed) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "%s keeps its steps in %s, outside of the run: to have that opened, name it: --db-dir"
                  + " %s",
              run.root(),
              folder,
              folder));
    }
    return folder;
  }

  private static boolean isBelow(Path root, Path folder) {
    return folder.startsWith(root) && !folder.equals(root);
  }

  /** Whether a link on the way leads out of the run. */
  private static boolean leadsAway(Path root, Path folder) throws IOException {
    return Files.exists(folder) && !isBelow(root.toRealPath(), folder.toRealPath());
  }
}
