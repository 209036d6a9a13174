package io.trebuchet.cli;

import io.trebuchet.storage.Credentials;
import io.trebuchet.storage.CsvSteps;
import io.trebuchet.storage.CsvStore;
import io.trebuchet.storage.EmbeddedQuestDb;
import io.trebuchet.storage.EndpointFile;
import io.trebuchet.storage.ExternalStore;
import io.trebuchet.storage.InfluxSettings;
import io.trebuchet.storage.InfluxStore;
import io.trebuchet.storage.KeptSteps;
import io.trebuchet.storage.KeptStore;
import io.trebuchet.storage.MetricStore;
import io.trebuchet.storage.NoStore;
import io.trebuchet.storage.Quarantine;
import io.trebuchet.storage.QuestDbSteps;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.RunMarker;
import io.trebuchet.storage.ServedLogin;
import io.trebuchet.storage.StoreException;
import io.trebuchet.storage.StoredSteps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The store of a run, with the database that may stand behind it. */
final class OpenStore implements AutoCloseable {
  private final MetricStore store;
  private final @Nullable EmbeddedQuestDb database;
  private final @Nullable InfluxSettings server;
  private final String place;
  private final String invitation;

  private OpenStore(
      MetricStore store,
      @Nullable EmbeddedQuestDb database,
      @Nullable InfluxSettings server,
      String place,
      String invitation) {
    this.store = store;
    this.database = database;
    this.server = server;
    this.place = place;
    this.invitation = invitation;
  }

  /** Opens what the options ask for. */
  static OpenStore open(StoreOptions options, RunDirectory directory, RunMarker marker)
      throws StoreException {
    return switch (options.kind) {
      case QUESTDB -> embedded(options, directory, marker);
      case INFLUX -> {
        InfluxSettings settings = settings(options);
        yield new OpenStore(
            ExternalStore.open(settings, marker),
            null,
            settings,
            String.format(Locale.ROOT, "%s, bucket %s", settings.url(), settings.bucket()),
            "");
      }
      case CSV ->
          new OpenStore(
              CsvStore.open(directory.csv()), null, null, "files in " + directory.csv(), "");
      case NONE -> new OpenStore(NoStore.create(), null, null, "not kept (--store none)", "");
    };
  }

  private static InfluxSettings settings(StoreOptions options) throws StoreException {
    try {
      return options.settings();
    } catch (IOException e) {
      throw new StoreException(String.valueOf(e.getMessage()), e);
    }
  }

  private static OpenStore embedded(StoreOptions options, RunDirectory directory, RunMarker marker)
      throws StoreException {
    Optional<InfluxSettings> keeper = sharedDatabase(options, directory);
    if (keeper.isPresent()) {
      InfluxSettings settings = keeper.get();
      return new OpenStore(
          KeptStore.of(ExternalStore.open(settings, marker), SharedDatabase.of(directory)),
          null,
          settings,
          "the database of serve, " + settings.url(),
          "");
    }
    Path path = options.dbDir == null ? directory.db() : options.dbDir;
    Credentials credentials = credentials(directory);
    EmbeddedQuestDb database =
        EmbeddedQuestDb.start(
            options.trust.database(path),
            credentials,
            marker,
            options.ports.http(),
            options.ports.pg());
    return new OpenStore(
        InfluxStore.embedded(database),
        database,
        null,
        "embedded QuestDB in " + path,
        Invitation.text(database, credentials, directory.root()));
  }

  private static Credentials credentials(RunDirectory directory) throws StoreException {
    try {
      return Credentials.in(directory.root());
    } catch (IOException e) {
      throw new StoreException("cannot have logins to the database: " + e.getMessage(), e);
    }
  }

  /**
   * Complains of what keeps the store from being opened, before anything is created.
   *
   * @throws UsageException with what to do
   */
  static void check(StoreOptions options, RunDirectory directory) throws StoreException {
    if (options.kind != StoreOptions.Kind.QUESTDB) {
      return;
    }
    try {
      EmbeddedQuestDb.checkFiles();
    } catch (StoreException e) {
      if (sharedDatabase(options, directory).isEmpty()) {
        throw new UsageException(String.valueOf(e.getMessage()));
      }
    }
  }

  /** The database that {@code serve} keeps beside the run, while it is up. */
  private static Optional<InfluxSettings> sharedDatabase(
      StoreOptions options, RunDirectory directory) throws StoreException {
    boolean elsewhere =
        options.dbDir != null
            && !options.dbDir.toAbsolutePath().normalize().equals(SharedDatabase.of(directory));
    if (elsewhere || options.ports.given()) {
      return Optional.empty();
    }
    try {
      return SharedDatabase.settings(directory);
    } catch (IOException e) {
      throw new StoreException("cannot reach who keeps the database of this folder: " + e, e);
    }
  }

  MetricStore store() {
    return store;
  }

  /**
   * What it holds of a run, now that everything acknowledged can be read; empty if it cannot be
   * read back. Closing the reader leaves the store open.
   */
  Optional<KeptSteps> steps(RunDirectory directory, String runId) throws IOException {
    Optional<StoredSteps> stored = stored(directory, runId);
    return stored.isEmpty()
        ? Optional.empty()
        : Optional.of(KeptSteps.of(stored.get(), Quarantine.in(directory.quarantine())));
  }

  private Optional<StoredSteps> stored(RunDirectory directory, String runId) throws StoreException {
    if (database != null) {
      database.awaitApplied();
      return Optional.of(QuestDbSteps.of(database, runId));
    }
    if (server != null) {
      return Optional.of(ExternalStore.read(server, runId));
    }
    return store instanceof CsvStore
        ? Optional.of(CsvSteps.open(directory.csv()))
        : Optional.empty();
  }

  /** Where the login to its server lies, if later commands can find it there. */
  Optional<ServedLogin> login() {
    return database == null && server != null ? ServedLogin.of(server) : Optional.empty();
  }

  /** Where the steps are, for people. */
  String place() {
    return place;
  }

  /** Reads what the store has already; empty if that cannot be done while it is written to. */
  Optional<StoredSteps> reader(String runId) throws StoreException {
    if (server != null) {
      return Optional.of(KeptSteps.growing(ExternalStore.readGrowing(server, runId)));
    }
    return Optional.ofNullable(database)
        .map(open -> KeptSteps.growing(QuestDbSteps.of(open, runId)));
  }

  /** What a user can do with it while the run goes on; empty if nothing. */
  String invitation() {
    return invitation;
  }

  /** The endpoint of this process with that of its database, if it has one. */
  EndpointFile.Endpoint at(EndpointFile.Endpoint process) {
    return database == null
        ? process
        : process.withDatabase(database.httpPort(), database.pgPort());
  }

  /** Waits until all that was acknowledged can be read, then closes everything. */
  @Override
  public void close() throws StoreException {
    try (EmbeddedQuestDb closing = database;
        MetricStore alsoClosing = store) {
      if (closing != null) {
        closing.awaitApplied();
      }
    }
  }
}
