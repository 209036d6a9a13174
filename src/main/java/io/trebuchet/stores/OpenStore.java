package io.trebuchet.stores;

import io.trebuchet.storage.EmbeddedQuestDb;
import io.trebuchet.storage.EndpointFile;
import io.trebuchet.storage.ExternalStore;
import io.trebuchet.storage.InfluxSettings;
import io.trebuchet.storage.InfluxStore;
import io.trebuchet.storage.KeptSteps;
import io.trebuchet.storage.MetricStore;
import io.trebuchet.storage.Quarantine;
import io.trebuchet.storage.QuestDbSteps;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.ServedLogin;
import io.trebuchet.storage.StoreException;
import io.trebuchet.storage.StoredSteps;
import java.io.IOException;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The store of a run, with the database that may stand behind it. */
public final class OpenStore implements AutoCloseable {
  private final MetricStore store;
  private final @Nullable EmbeddedQuestDb database;
  private final @Nullable InfluxSettings server;
  private final @Nullable Reading reading;
  private final String place;
  private final String invitation;

  /** Opens what the store has, now that nobody writes to it. */
  public interface Reading {
    StoredSteps open() throws StoreException;
  }

  private OpenStore(
      MetricStore store,
      @Nullable EmbeddedQuestDb database,
      @Nullable InfluxSettings server,
      @Nullable Reading reading,
      String place,
      String invitation) {
    this.store = store;
    this.database = database;
    this.server = server;
    this.reading = reading;
    this.place = place;
    this.invitation = invitation;
  }

  /**
   * A store whose rows are read back as those of a run that has ended.
   *
   * @param place where they are, for people
   */
  public static OpenStore of(MetricStore store, String place, Reading reading) {
    return new OpenStore(store, null, null, reading, place, "");
  }

  /** A store that is not read back. */
  public static OpenStore withoutReader(MetricStore store, String place) {
    return new OpenStore(store, null, null, null, place, "");
  }

  /** A store on an InfluxDB or QuestDB server. */
  static OpenStore onServer(MetricStore store, InfluxSettings server, String place) {
    return new OpenStore(store, null, server, null, place, "");
  }

  /** A database in this process, which is closed with its store. */
  static OpenStore embedded(EmbeddedQuestDb database, String place, String invitation) {
    return new OpenStore(InfluxStore.embedded(database), database, null, null, place, invitation);
  }

  /** The same with something before its store, and before how that is read. */
  OpenStore behind(UnaryOperator<MetricStore> before, UnaryOperator<Reading> beforeReading) {
    Reading read = reading == null ? null : beforeReading.apply(reading);
    return new OpenStore(before.apply(store), database, server, read, place, invitation);
  }

  public MetricStore store() {
    return store;
  }

  /**
   * What it holds of a run, now that everything acknowledged can be read; empty if it cannot be
   * read back. Closing the reader leaves the store open.
   */
  public Optional<KeptSteps> steps(RunDirectory directory, String runId) throws IOException {
    Optional<StoredSteps> stored = stored(runId);
    return stored.isEmpty()
        ? Optional.empty()
        : Optional.of(KeptSteps.of(stored.get(), Quarantine.in(directory.quarantine())));
  }

  private Optional<StoredSteps> stored(String runId) throws StoreException {
    if (database != null) {
      database.awaitApplied();
      return Optional.of(QuestDbSteps.of(database, runId));
    }
    if (server != null) {
      return Optional.of(ExternalStore.read(server, runId));
    }
    return reading == null ? Optional.empty() : Optional.of(reading.open());
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
