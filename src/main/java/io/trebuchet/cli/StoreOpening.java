package io.trebuchet.cli;

import io.trebuchet.storage.DeferredStore;
import io.trebuchet.storage.MetricStore;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.StoreException;
import java.util.concurrent.CompletableFuture;

/**
 * The store of a run while it opens. An embedded database takes about a second, so it opens on a
 * thread of its own and the first steps are computed meanwhile; the others open at once.
 */
final class StoreOpening implements AutoCloseable {
  private final CompletableFuture<OpenStore> opened;
  private final MetricStore store;

  private StoreOpening(CompletableFuture<OpenStore> opened, MetricStore store) {
    this.opened = opened;
    this.store = store;
  }

  /**
   * Begins to open what the options ask for.
   *
   * @throws StoreException if that is known to fail already
   */
  static StoreOpening begin(StoreOptions options, RunDirectory directory) throws StoreException {
    if (options.kind != StoreOptions.Kind.QUESTDB) {
      OpenStore open = OpenStore.open(options, directory);
      return new StoreOpening(CompletableFuture.completedFuture(open), open.store());
    }
    CompletableFuture<OpenStore> opened = new CompletableFuture<>();
    Thread thread = new Thread(() -> complete(opened, options, directory), "store-opening");
    thread.start();
    return new StoreOpening(
        opened, DeferredStore.of(options.kind.word(), opened.thenApply(OpenStore::store)));
  }

  private static void complete(
      CompletableFuture<OpenStore> opened, StoreOptions options, RunDirectory directory) {
    try {
      opened.complete(OpenStore.open(options, directory));
    } catch (Throwable e) { // whoever waits must hear of it, whatever it is
      opened.completeExceptionally(e);
    }
  }

  /** Takes metrics at once; what it is given is written as soon as the store is open. */
  MetricStore store() {
    return store;
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
