package io.trebuchet.stores;

import io.trebuchet.storage.DatabaseFolder;
import io.trebuchet.storage.InfluxSettings;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the metrics of a run shall go.
 *
 * @param access what was said of an external server
 * @param server the external server; null if there is none
 * @param databaseFolder of an embedded database; null for the run's own
 * @param trusted whether databases of other users are opened, too
 */
public record StoreChoice(
    StoreKind kind,
    ServerAccess access,
    Manifest.@Nullable Server server,
    @Nullable Path databaseFolder,
    DatabasePorts ports,
    boolean trusted) {
  /** A store that needs no address: each run's own. */
  public static StoreChoice of(StoreKind kind) {
    StoreKind named = AddedStore.named(kind);
    return new StoreChoice(named, ServerAccess.unknown(), null, null, DatabasePorts.usual(), false);
  }

  /** How to reach the external server. */
  public InfluxSettings settings() throws IOException {
    return access.settings(Objects.requireNonNull(server));
  }

  /**
   * A database's folder.
   *
   * @throws StoreException if it is another user's, who is not trusted
   */
  DatabaseFolder database(Path path) throws StoreException {
    return DatabaseFolder.of(path, trusted);
  }
}
