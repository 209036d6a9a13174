package io.trebuchet.stores;

import io.trebuchet.process.UsageException;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.RunDirectory;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;

/** Ids of runs: a run takes its own from its manifest, which may say that of another one. */
final class RunIds {
  private RunIds() {}

  /**
   * Complains of a run that has the id of another one of a folder.
   *
   * @throws UsageException if there is such a one
   */
  static void check(Path folder, RunDirectory run, String id) throws IOException {
    Path own = run.root().toRealPath();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, Files::isDirectory)) {
      for (Path entry : entries) {
        if (!entry.toRealPath().equals(own) && id.equals(id(new RunDirectory(entry)))) {
          throw new UsageException(
              String.format(
                  Locale.ROOT, "%s is not copied: it has the id of %s", run.root(), entry));
        }
      }
    }
  }

  /** Empty where none can be read. */
  private static String id(RunDirectory run) {
    try {
      return Files.exists(run.manifest(), LinkOption.NOFOLLOW_LINKS)
          ? Manifest.read(run.manifest()).runId()
          : "";
    } catch (IOException e) {
      return "";
    }
  }
}
