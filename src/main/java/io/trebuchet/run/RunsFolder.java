package io.trebuchet.run;

import io.trebuchet.storage.Credentials;
import io.trebuchet.storage.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The folder of runs that is meant when none is named: {@code runs} where it is, otherwise the
 * current one if it holds runs itself, or is served.
 */
public final class RunsFolder {
  /** For {@code --help}. */
  public static final String DEFAULT =
      "Default: runs; without it the current folder, if that holds runs";

  private RunsFolder() {}

  /** Where a new run goes. */
  public static Path forNew(Path here) throws IOException {
    return chosen(here, false);
  }

  /** Whose runs are listed or served: in an empty folder it is that one. */
  public static Path toLookAt(Path here) throws IOException {
    return chosen(here, true);
  }

  private static Path chosen(Path here, boolean evenEmpty) throws IOException {
    // Without a dot before it, as a user would write it.
    Path runs = here.resolve("runs").normalize();
    return !Files.isDirectory(runs) && isMeant(here, evenEmpty) ? here : runs;
  }

  private static boolean isMeant(Path here, boolean evenEmpty) throws IOException {
    RunDirectory itself = new RunDirectory(here);
    if (isThere(itself.manifest())) {
      return false;
    }
    if (isThere(itself.db()) && isThere(here.resolve(Credentials.FILE))) {
      return true;
    }
    try (Stream<Path> entries = Files.list(here)) {
      boolean[] empty = {true};
      boolean holds =
          entries
              .peek(entry -> empty[0] = false)
              .anyMatch(entry -> isThere(new RunDirectory(entry).manifest()));
      return holds || (evenEmpty && empty[0]);
    }
  }

  private static boolean isThere(Path entry) {
    return Files.exists(entry, LinkOption.NOFOLLOW_LINKS);
  }
}
