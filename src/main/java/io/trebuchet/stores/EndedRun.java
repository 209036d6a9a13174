package io.trebuchet.stores;

import io.trebuchet.process.UsageException;
import io.trebuchet.storage.DatabaseFolder;
import io.trebuchet.storage.InfluxSettings;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.RunMarker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A run that has ended, with what was said of where its rows are.
 *
 * @param kind what its manifest says of its store
 * @param access what was said of the server that has it
 * @param named databases outside of the run that its user names
 * @param trusted whether databases of other users are opened, too
 * @param notices lines for people
 */
public record EndedRun(
    RunDirectory directory,
    Manifest manifest,
    StoreKind kind,
    ServerAccess access,
    List<Path> named,
    boolean trusted,
    Consumer<String> notices) {
  /** Copies the list. */
  public EndedRun {
    named = List.copyOf(named);
  }

  /** The run's id. */
  public String id() {
    return manifest.runId();
  }

  RunMarker marker() {
    return RunMarker.of(id(), directory.root());
  }

  /** How to reach the server that its manifest names, or that was named instead. */
  InfluxSettings server() throws IOException {
    Manifest.Server server = manifest.server();
    if (server == null) {
      throw new UsageException(
          String.format(Locale.ROOT, "%s names no server", directory.manifest()));
    }
    return access.settings(directory, server);
  }

  /** The process that has its database open for all runs of its folder, if there is one. */
  Optional<InfluxSettings> keeper() throws IOException {
    return database().equals(SharedDatabase.of(directory))
        ? SharedDatabase.settings(directory)
        : Optional.empty();
  }

  /** Its embedded database. */
  DatabaseFolder folder() throws IOException {
    return DatabaseFolder.of(database(), trusted);
  }

  /** The same to be read from. */
  DatabaseFolder readable() throws IOException {
    return folder().readable(notices);
  }

  private Path database() throws IOException {
    return RunDatabase.of(directory, manifest, named);
  }
}
