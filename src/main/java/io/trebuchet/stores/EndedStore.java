package io.trebuchet.stores;

import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.Metric;
import io.trebuchet.process.InterruptedRunException;
import io.trebuchet.process.StopSignal;
import io.trebuchet.process.UsageException;
import io.trebuchet.storage.CsvSteps;
import io.trebuchet.storage.DatabaseFolder;
import io.trebuchet.storage.EmbeddedQuestDb;
import io.trebuchet.storage.ExternalStore;
import io.trebuchet.storage.InfluxSettings;
import io.trebuchet.storage.InfluxStore;
import io.trebuchet.storage.KeptSteps;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.MetricStore;
import io.trebuchet.storage.PortChoice;
import io.trebuchet.storage.Quarantine;
import io.trebuchet.storage.QuestDbParquet;
import io.trebuchet.storage.QuestDbSteps;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.RunMarker;
import io.trebuchet.storage.Spool;
import io.trebuchet.storage.StoreException;
import io.trebuchet.storage.StoredSteps;
import io.trebuchet.storage.Twins;
import io.trebuchet.streams.Delivery;
import io.trebuchet.streams.DeliverySettings;
import io.trebuchet.streams.Rhythm;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * What a run that has ended left in its store and its spool.
 *
 * @param access what was said of the server that has it
 * @param named databases outside of the run that its user names
 * @param trusted whether databases of other users are opened, too
 * @param notices lines for people
 */
public record EndedStore(
    ServerAccess access, List<Path> named, boolean trusted, Consumer<String> notices) {
  /** Copies the list. */
  public EndedStore {
    named = List.copyOf(named);
  }

  /** Of a run whose server, if it has one, is where it was. */
  public static EndedStore of(List<Path> named, boolean trusted, Consumer<String> notices) {
    return new EndedStore(ServerAccess.unknown(), named, trusted, notices);
  }

  /** Of which nothing was said. */
  public static EndedStore usual() {
    return of(List.of(), false, notice -> {});
  }

  /** Opens all that is kept of the steps for reading. */
  public KeptSteps open(RunDirectory run) throws IOException {
    StoredSteps store = store(run);
    try {
      return KeptSteps.of(store, Quarantine.in(run.quarantine()));
    } catch (IOException e) {
      store.close();
      throw e;
    }
  }

  private StoredSteps store(RunDirectory run) throws IOException {
    Manifest manifest = ended(run);
    Optional<InfluxSettings> server = server(run, manifest);
    if (server.isPresent()) {
      return ExternalStore.read(server.get(), manifest.runId());
    }
    if (StoreKind.QUESTDB.isOf(manifest)) {
      return QuestDbSteps.open(readable(run, manifest), manifest.runId());
    }
    if (StoreKind.CSV.isOf(manifest)) {
      return CsvSteps.open(run.csv());
    }
    throw new UsageException(
        String.format(
            Locale.ROOT,
            "%s was run with --store %s: no steps were kept, only trials can be exported"
                + " (--what trials)",
            run.root(),
            manifest.store()));
  }

  /**
   * Sends what lies in the spool, in order.
   *
   * @param stop ends it in order, with the rest in the spool
   * @throws StoreException if the store does not take all of it; the rest stays in the spool
   */
  public void pushSpool(RunDirectory run, Ledger ledger, StopSignal stop) throws IOException {
    Manifest manifest = ended(run);
    Optional<InfluxSettings> server = server(run, manifest);
    if (server.isPresent()) {
      RunMarker marker = RunMarker.of(manifest.runId(), run.root());
      try (MetricStore store = ExternalStore.open(server.get(), marker)) {
        push(run, store, ledger, notices, stop);
      }
    } else {
      PortChoice any = PortChoice.preferred(0);
      try (EmbeddedQuestDb database = EmbeddedQuestDb.start(folder(run, manifest), any, any);
          InfluxStore store = InfluxStore.embedded(database)) {
        push(run, store, ledger, notices, stop);
      }
    }
  }

  /**
   * Has QuestDB write the steps as Parquet.
   *
   * @param trials in the order wanted
   * @param progress is told of rows as they are gathered
   */
  public void exportParquet(
      RunDirectory run,
      List<String> trials,
      List<Metric> observables,
      OutputStream out,
      LongConsumer progress)
      throws IOException {
    Manifest manifest = ended(run);
    Quarantine quarantine = Quarantine.in(run.quarantine());
    if (quarantine.rows().stream().anyMatch(row -> row.counts().steps() > 0)) {
      throw new UsageException(
          String.format(
                  Locale.ROOT,
                  "the server refused steps of %s, which are in %s and not in what it writes as"
                      + " Parquet:",
                  run.root(),
                  quarantine.file())
              + " use --format csv");
    }
    Optional<InfluxSettings> server = server(run, manifest);
    if (server.isPresent()) {
      QuestDbParquet.write(server.get(), manifest.runId(), trials, observables, out, progress);
    } else if (StoreKind.QUESTDB.isOf(manifest)) {
      PortChoice any = PortChoice.preferred(0);
      try (EmbeddedQuestDb database = EmbeddedQuestDb.start(readable(run, manifest), any, any)) {
        QuestDbParquet.write(
            database.settings(), manifest.runId(), trials, observables, out, progress);
      }
    } else {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "only QuestDB writes Parquet, and %s was run with --store %s: use --format csv",
              run.root(),
              manifest.store()));
    }
  }

  /**
   * Removes rows of steps that stand there once more with the same values.
   *
   * @return how many
   */
  public long removeTwins(RunDirectory run) throws IOException {
    Manifest manifest = ended(run);
    Manifest.Server server = manifest.server();
    if (server != null) {
      return Twins.removeFrom(access.settings(run, server), manifest.runId());
    }
    if (!StoreKind.QUESTDB.isOf(manifest) || keeper(run, manifest).isPresent()) {
      throw new UsageException(
          "steps that stand twice can be removed from an InfluxDB, and from the database of a run"
              + " while nobody serves it");
    }
    try (EmbeddedQuestDb database = EmbeddedQuestDb.open(folder(run, manifest))) {
      return Twins.removeFrom(database, manifest.runId());
    }
  }

  /** The same, to a store that is open. */
  public static void push(
      RunDirectory run, MetricStore store, Ledger ledger, Consumer<String> notices, StopSignal stop)
      throws IOException {
    if (!OwnRun.is(run)) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "%s belongs to another user: it is neither sent nor emptied",
              run.spool()));
    }
    Spool spool = Spool.open(run.spool(), Long.MAX_VALUE);
    if (spool.damages().isEmpty()) {
      // A process that was killed has sent some of what its account calls spooled.
      ledger.spoolHolds(spool.rows());
    } else {
      ledger.spoolKept(spool.rows());
      spool.damages().forEach(notices);
    }
    notices.accept(
        String.format(
            Locale.ROOT,
            "sending %,d rows (%,d bytes) of %s …",
            spool.rows().total(),
            spool.bytes(),
            Spool.where(run.spool())));
    try (Delivery delivery =
        Delivery.start(
            store,
            spool,
            Quarantine.in(run.quarantine()),
            ledger,
            DeliverySettings.usual(false),
            Rhythm.create(),
            notices)) {
      stop.onStop(delivery::hurry);
      delivery.complete();
      delivery.drained().toCompletableFuture().join();
      if (stop.came()) {
        throw new InterruptedRunException(
            "interrupted while the spool was sent; the rest of it stays in "
                + Spool.where(run.spool()));
      }
      if (delivery.spoolBytes() > 0) {
        throw new StoreException(
            StoreException.Fault.UNREACHABLE,
            String.format(
                Locale.ROOT,
                "the store does not take the rows in %s: try again when it does",
                Spool.where(run.spool())),
            null);
      }
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** The process that has the run's database open for all runs of its folder, if there is one. */
  private Optional<InfluxSettings> keeper(RunDirectory run, Manifest manifest) throws IOException {
    if (!StoreKind.QUESTDB.isOf(manifest)
        || !database(run, manifest).equals(SharedDatabase.of(run))) {
      return Optional.empty();
    }
    return SharedDatabase.settings(run);
  }

  /** How to reach the server that has the run's rows; empty if no process keeps them. */
  private Optional<InfluxSettings> server(RunDirectory run, Manifest manifest) throws IOException {
    Manifest.Server server = manifest.server();
    return server == null ? keeper(run, manifest) : Optional.of(access.settings(run, server));
  }

  private static Manifest ended(RunDirectory run) throws IOException {
    if (run.process().isPresent()) {
      throw new UsageException(run.root() + " is still running: try again when it has ended");
    }
    return Manifest.read(run.manifest());
  }

  private DatabaseFolder readable(RunDirectory run, Manifest manifest) throws IOException {
    return folder(run, manifest).readable(notices);
  }

  private DatabaseFolder folder(RunDirectory run, Manifest manifest) throws IOException {
    return DatabaseFolder.of(database(run, manifest), trusted);
  }

  private Path database(RunDirectory run, Manifest manifest) throws IOException {
    return RunDatabase.of(run, manifest, named);
  }
}
