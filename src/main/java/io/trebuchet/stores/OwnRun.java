package io.trebuchet.stores;

import io.trebuchet.process.UsageException;
import io.trebuchet.storage.Ownership;
import io.trebuchet.storage.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Whether a run is the user's own: what another user's manifest says is shown, but no request is
 * sent because of it.
 */
public final class OwnRun {
  private OwnRun() {}

  public static boolean is(RunDirectory run) throws IOException {
    Path root = run.root().toRealPath();
    return !Ownership.isForeign(root)
        && !Ownership.isForeign(root.resolve(run.manifest().getFileName()));
  }

  /** Complains of a server that nobody but another user names. */
  public static void check(RunDirectory run, String server) throws IOException {
    if (!is(run)) {
      throw new UsageException(
          String.format(
                  Locale.ROOT,
                  "%s belongs to another user, so the server that its manifest names, %s, is not"
                      + " asked: if",
                  run.root(),
                  server)
              + " you trust it, name it with --influx-url");
    }
  }
}
