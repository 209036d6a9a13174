package io.trebuchet.cli;

import io.trebuchet.storage.CsvSteps;
import io.trebuchet.storage.CsvStore;
import io.trebuchet.storage.EmbeddedQuestDb;
import io.trebuchet.storage.EndpointFile;
import io.trebuchet.storage.ExternalStore;
import io.trebuchet.storage.InfluxSettings;
import io.trebuchet.storage.InfluxStore;
import io.trebuchet.storage.MetricStore;
import io.trebuchet.storage.NoStore;
import io.trebuchet.storage.PortChoice;
import io.trebuchet.storage.QuestDbSteps;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.StoreException;
import io.trebuchet.storage.StoredSteps;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The store of a run, with the database that may stand behind it. */
final class OpenStore implements AutoCloseable {
  private static final int HTTP_PORT = 9000;
  private static final int PG_PORT = 8812;

  private final MetricStore store;
  private final @Nullable EmbeddedQuestDb database;
  private final @Nullable InfluxSettings server;
  private final String place;

  private OpenStore(
      MetricStore store,
      @Nullable EmbeddedQuestDb database,
      @Nullable InfluxSettings server,
      String place) {
    this.store = store;
    this.database = database;
    this.server = server;
    this.place = place;
  }

  /** Opens what the options ask for. */
  static OpenStore open(StoreOptions options, RunDirectory directory) throws StoreException {
    return switch (options.kind) {
      case QUESTDB -> embedded(options, directory);
      case INFLUX -> {
        InfluxSettings settings =
            InfluxSettings.of(
                Objects.requireNonNull(options.influxUrl),
                options.influxToken,
                options.influxOrg,
                options.influxBucket);
        yield new OpenStore(
            ExternalStore.open(settings),
            null,
            settings,
            "%s, bucket %s".formatted(settings.url(), settings.bucket()));
      }
      case CSV ->
          new OpenStore(CsvStore.open(directory.csv()), null, null, "files in " + directory.csv());
      case NONE -> new OpenStore(NoStore.create(), null, null, "not kept (--store none)");
    };
  }

  private static OpenStore embedded(StoreOptions options, RunDirectory directory)
      throws StoreException {
    Path path = options.dbDir == null ? directory.db() : options.dbDir;
    EmbeddedQuestDb database =
        EmbeddedQuestDb.start(
            path,
            choice(options.httpPort, HTTP_PORT, "--questdb-port"),
            choice(options.pgPort, PG_PORT, "--questdb-pg-port"));
    return new OpenStore(
        InfluxStore.embedded(database), database, null, "embedded QuestDB in " + path);
  }

  private static PortChoice choice(@Nullable Integer asked, int usual, String option) {
    return asked == null ? PortChoice.preferred(usual) : PortChoice.required(asked, option);
  }

  MetricStore store() {
    return store;
  }

  /**
   * What it holds of a run, now that everything acknowledged can be read; empty if it cannot be
   * read back. Closing the reader leaves the store open.
   */
  Optional<StoredSteps> steps(RunDirectory directory, String runId) throws StoreException {
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

  /** Where the steps are, for people. */
  String place() {
    return place;
  }

  /** What a user can do with it while the run goes on; empty if nothing. */
  String invitation() {
    return database == null
        ? ""
        : "QuestDB: http://127.0.0.1:%d (SQL: /exec?query=…), PostgreSQL wire 127.0.0.1:%d"
            .formatted(database.httpPort(), database.pgPort());
  }

  EndpointFile.Endpoint endpoint() {
    return database == null
        ? EndpointFile.Endpoint.ofThisProcess(0, 0, 0)
        : EndpointFile.Endpoint.ofThisProcess(0, database.httpPort(), database.pgPort());
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
