package io.trebuchet.stores;

import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.Metric;
import io.trebuchet.process.InterruptedRunException;
import io.trebuchet.process.StopSignal;
import io.trebuchet.process.UsageException;
import io.trebuchet.storage.EmbeddedQuestDb;
import io.trebuchet.storage.InfluxSettings;
import io.trebuchet.storage.KeptSteps;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.MetricStore;
import io.trebuchet.storage.PortChoice;
import io.trebuchet.storage.Quarantine;
import io.trebuchet.storage.QuestDbParquet;
import io.trebuchet.storage.RunDirectory;
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
    EndedRun ended = ended(run);
    StoredSteps store = ended.kind().read(ended);
    try {
      return KeptSteps.of(store, Quarantine.in(run.quarantine()));
    } catch (IOException e) {
      store.close();
      throw e;
    }
  }

  /**
   * Sends what lies in the spool, in order.
   *
   * @param stop ends it in order, with the rest in the spool
   * @throws StoreException if the store does not take all of it; the rest stays in the spool
   */
  public void pushSpool(RunDirectory run, Ledger ledger, StopSignal stop) throws IOException {
    EndedRun ended = ended(run);
    try (OpenStore store = ended.kind().reopen(ended)) {
      push(run, store.store(), ledger, notices, stop);
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
    EndedRun ended = ended(run);
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
    StoreKind kind = ended.kind();
    Optional<InfluxSettings> server = kind.server(ended);
    if (server.isPresent()) {
      QuestDbParquet.write(server.get(), ended.id(), trials, observables, out, progress);
    } else if (kind.embedded()) {
      PortChoice any = PortChoice.preferred(0);
      try (EmbeddedQuestDb database = EmbeddedQuestDb.start(ended.readable(), any, any)) {
        QuestDbParquet.write(database.settings(), ended.id(), trials, observables, out, progress);
      }
    } else {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "only QuestDB writes Parquet, and %s was run with --store %s: use --format csv",
              run.root(),
              kind.word()));
    }
  }

  /**
   * Removes rows of steps that stand there once more with the same values.
   *
   * @return how many
   */
  public long removeTwins(RunDirectory run) throws IOException {
    EndedRun ended = ended(run);
    StoreKind kind = ended.kind();
    Optional<InfluxSettings> server = kind.server(ended);
    if (server.isPresent() && kind.onServer()) {
      return Twins.removeFrom(server.get(), ended.id());
    }
    if (server.isPresent() || !kind.embedded()) {
      throw new UsageException(
          "steps that stand twice can be removed from an InfluxDB, and from the database of a run"
              + " while nobody serves it");
    }
    try (EmbeddedQuestDb database = EmbeddedQuestDb.open(ended.folder())) {
      return Twins.removeFrom(database, ended.id());
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

  private EndedRun ended(RunDirectory run) throws IOException {
    if (run.process().isPresent()) {
      throw new UsageException(run.root() + " is still running: try again when it has ended");
    }
    Manifest manifest = Manifest.read(run.manifest());
    Manifest.Server server = manifest.server();
    StoreKind kind = StoreKind.of(manifest.store());
    if (server != null && !kind.onServer()) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "%s names the server %s and the store %s, which is on none: one of them is wrong,"
                  + " so neither is asked; take the file from a copy",
              run.manifest(),
              server.url(),
              manifest.store()));
    }
    return new EndedRun(run, manifest, kind, access, named, trusted, notices);
  }
}
