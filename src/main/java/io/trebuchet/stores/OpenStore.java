package io.trebuchet.stores;

import io.trebuchet.process.UsageException;
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
public final class OpenStore implements AutoCloseable {
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

  /** Opens what is asked for. */
  static OpenStore open(StoreChoice choice, RunDirectory directory, RunMarker marker)
      throws StoreException {
    return switch (choice.kind()) {
      case QUESTDB -> embedded(choice, directory, marker);
      case INFLUX -> {
        InfluxSettings settings = settings(choice);
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

  private static InfluxSettings settings(StoreChoice choice) throws StoreException {
    try {
      return choice.settings();
    } catch (IOException e) {
      throw new StoreException(String.valueOf(e.getMessage()), e);
    }
  }

  private static OpenStore embedded(StoreChoice choice, RunDirectory directory, RunMarker marker)
      throws StoreException {
    Optional<InfluxSettings> keeper = sharedDatabase(choice, directory);
    if (keeper.isPresent()) {
      InfluxSettings settings = keeper.get();
      return new OpenStore(
          KeptStore.of(ExternalStore.open(settings, marker), SharedDatabase.of(directory)),
          null,
          settings,
          "the database of serve, " + settings.url(),
          "");
    }
    Path path = choice.databaseFolder() == null ? directory.db() : choice.databaseFolder();
    Credentials credentials = credentials(directory);
    EmbeddedQuestDb database =
        EmbeddedQuestDb.start(
            choice.database(path),
            credentials,
            marker,
            choice.ports().httpChoice(),
            choice.ports().pgChoice());
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
  public static void check(StoreChoice choice, RunDirectory directory) throws StoreException {
    if (choice.kind() != StoreKind.QUESTDB) {
      return;
    }
    try {
      EmbeddedQuestDb.checkFiles();
    } catch (StoreException e) {
      if (sharedDatabase(choice, directory).isEmpty()) {
        throw new UsageException(String.valueOf(e.getMessage()));
      }
    }
  }

  /** The database that {@code serve} keeps beside the run, while it is up. */
  private static Optional<InfluxSettings> sharedDatabase(StoreChoice choice, RunDirectory directory)
      throws StoreException {
    boolean elsewhere =
        choice.databaseFolder() != null
            && !choice
                .databaseFolder()
                .toAbsolutePath()
                .normalize()
                .equals(SharedDatabase.of(directory));
    if (elsewhere || choice.ports().given()) {
      return Optional.empty();
    }
    try {
      return SharedDatabase.settings(directory);
    } catch (IOException e) {
      throw new StoreException("cannot reach who keeps the database of this folder: " + e, e);
    }
  }

  public MetricStore store() {
    return store;
  }

  /**
   * What it holds of a run, now that everything acknowledged can be read; empty if it cannot be
   * read back. Closing the reader leaves the store open.
   */
  public Optional<KeptSteps> steps(RunDirectory directory, String runId) throws IOException {
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
  public Optional<ServedLogin> login() {
    return database == null && server != null ? ServedLogin.of(server) : Optional.empty();
  }

  /** Where the steps are, for people. */
  public String place() {
    return place;
  }

  /** Reads what the store has already; empty if that cannot be done while it is written to. */
  public Optional<StoredSteps> reader(String runId) throws StoreException {
    if (server != null) {
      return Optional.of(KeptSteps.growing(ExternalStore.readGrowing(server, runId)));
    }
    return Optional.ofNullable(database)
        .map(open -> KeptSteps.growing(QuestDbSteps.of(open, runId)));
  }

  /** What a user can do with it while the run goes on; empty if nothing. */
  public String invitation() {
    return invitation;
  }

  /** The endpoint of this process with that of its database, if it has one. */
  public EndpointFile.Endpoint at(EndpointFile.Endpoint process) {
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
