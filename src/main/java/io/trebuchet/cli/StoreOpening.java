package io.trebuchet.cli;

import io.trebuchet.config.SpoolSettings;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.storage.DeferredStore;
import io.trebuchet.storage.MetricStore;
import io.trebuchet.storage.Quarantine;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.RunMarker;
import io.trebuchet.storage.Spool;
import io.trebuchet.storage.StoreException;
import io.trebuchet.streams.Delivery;
import io.trebuchet.streams.Rhythm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The store of a run while it opens. An embedded database takes about a second, so it opens on a
 * thread of its own and the first steps are computed meanwhile; the others open at once.
 */
final class StoreOpening implements AutoCloseable {
  private final StoreOptions options;
  private final RunDirectory directory;
  private final RunMarker marker;
  private final CompletableFuture<OpenStore> opened;
  private final MetricStore store;

  private StoreOpening(
      StoreOptions options,
      RunDirectory directory,
      RunMarker marker,
      CompletableFuture<OpenStore> opened,
      MetricStore store) {
    this.options = options;
    this.directory = directory;
    this.marker = marker;
    this.opened = opened;
    this.store = store;
  }

  /**
   * Begins to open what the options ask for.
   *
   * @param marker by which the run knows its store again
   * @throws StoreException if that is known to fail already
   */
  static StoreOpening begin(StoreOptions options, RunDirectory directory, RunMarker marker)
      throws StoreException {
    if (options.kind != StoreOptions.Kind.QUESTDB) {
      OpenStore open = OpenStore.open(options, directory, marker);
      return new StoreOpening(
          options, directory, marker, CompletableFuture.completedFuture(open), open.store());
    }
    CompletableFuture<OpenStore> opened = new CompletableFuture<>();
    Thread thread = new Thread(() -> complete(opened, options, directory, marker), "store-opening");
    thread.start();
    return new StoreOpening(
        options,
        directory,
        marker,
        opened,
        DeferredStore.of(options.kind.word(), opened.thenApply(OpenStore::store)));
  }

  private static void complete(
      CompletableFuture<OpenStore> opened,
      StoreOptions options,
      RunDirectory directory,
      RunMarker marker) {
    try {
      opened.complete(OpenStore.open(options, directory, marker));
    } catch (Throwable e) { // whoever waits must hear of it, whatever it is
      opened.completeExceptionally(e);
    }
  }

  /** Takes metrics at once; what it is given is written as soon as the store is open. */
  MetricStore store() {
    return store;
  }

  /**
   * The way to the store; only databases get a spool, since files lie where the spool would.
   *
   * @param watched {@link #store}, or what stands before it
   * @param notices lines for people
   * @throws StoreException if the spool cannot be opened
   */
  Delivery delivery(
      MetricStore watched, SpoolSettings settings, Ledger ledger, Consumer<String> notices)
      throws StoreException {
    boolean drop = settings.whenFull() == SpoolSettings.WhenFull.DROP;
    boolean spooling =
        switch (options.kind) {
          case QUESTDB, INFLUX -> settings.maxBytes() > 0;
          case CSV, NONE -> false;
        };
    return Delivery.start(
        watched,
        spooling ? spool(settings) : null,
        Quarantine.in(directory.quarantine()),
        ledger,
        Delivery.Settings.usual(drop).withMemory(settings.memoryBytes()),
        Rhythm.create(),
        notices);
  }

  private Spool spool(SpoolSettings settings) throws StoreException {
    Path elsewhere = settings.dir().map(dir -> dir.resolve(marker.run())).orElse(null);
    try {
      return Spool.open(directory.spool(), settings.maxBytes(), elsewhere);
    } catch (IOException e) {
      throw new StoreException(
          String.format(
              Locale.ROOT,
              "cannot open the spool %s: %s%s",
              directory.spool(),
              e.getMessage(),
              elsewhere == null
                  ? ""
                  : " (spool.dir is "
                      + settings.dir().get()
                      + "; --set 'spool.dir=\"\"' goes"
                      + " without)"),
          e);
    }
  }

  /** Waits for the open store. */
  OpenStore await() throws StoreException {
    return DeferredStore.resolved(opened);
  }

  /** Closes the store if it has been, or still is, opened. */
  @Override
  public void close() throws StoreException {
    if (!opened.handle((open, error) -> error != null).join()) {
      await().close();
    }
  }
}
