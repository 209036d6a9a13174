package io.trebuchet.stores;

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
import io.trebuchet.streams.DeliverySettings;
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
public final class StoreOpening implements AutoCloseable {
  private final StoreChoice choice;
  private final RunDirectory directory;
  private final RunMarker marker;
  private final CompletableFuture<OpenStore> opened;
  private final MetricStore store;

  private StoreOpening(
      StoreChoice choice,
      RunDirectory directory,
      RunMarker marker,
      CompletableFuture<OpenStore> opened,
      MetricStore store) {
    this.choice = choice;
    this.directory = directory;
    this.marker = marker;
    this.opened = opened;
    this.store = store;
  }

  /**
   * Begins to open what is asked for.
   *
   * @param marker by which the run knows its store again
   * @throws StoreException if that is known to fail already
   */
  public static StoreOpening begin(StoreChoice choice, RunDirectory directory, RunMarker marker)
      throws StoreException {
    if (!choice.kind().embedded()) {
      OpenStore open = choice.kind().open(choice, directory, marker);
      return new StoreOpening(
          choice, directory, marker, CompletableFuture.completedFuture(open), open.store());
    }
    CompletableFuture<OpenStore> opened = new CompletableFuture<>();
    Thread thread = new Thread(() -> complete(opened, choice, directory, marker), "store-opening");
    thread.start();
    return new StoreOpening(
        choice,
        directory,
        marker,
        opened,
        DeferredStore.of(choice.kind().word(), opened.thenApply(OpenStore::store)));
  }

  private static void complete(
      CompletableFuture<OpenStore> opened,
      StoreChoice choice,
      RunDirectory directory,
      RunMarker marker) {
    try {
      opened.complete(choice.kind().open(choice, directory, marker));
    } catch (Throwable e) { // whoever waits must hear of it, whatever it is
      opened.completeExceptionally(e);
    }
  }

  /** Takes metrics at once; what it is given is written as soon as the store is open. */
  public MetricStore store() {
    return store;
  }

  /**
   * The way to the store; only databases get a spool, since files lie where the spool would.
   *
   * @param watched {@link #store}, or what stands before it
   * @param notices lines for people
   * @throws StoreException if the spool cannot be opened
   */
  public Delivery delivery(
      MetricStore watched, SpoolSettings settings, Ledger ledger, Consumer<String> notices)
      throws StoreException {
    boolean drop = settings.whenFull() == SpoolSettings.WhenFull.DROP;
    boolean spooling = choice.kind().spools() && settings.maxBytes() > 0;
    return Delivery.start(
        watched,
        spooling ? spool(settings) : null,
        Quarantine.in(directory.quarantine()),
        ledger,
        DeliverySettings.usual(drop).withMemory(settings.memoryBytes()),
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
  public OpenStore await() throws StoreException {
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
