package io.trebuchet.storage;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The store of a database that is still being opened: encoding goes on meanwhile, the first write
 * waits. Once the opening has failed, so does every write, with its error.
 */
public final class DeferredStore extends LineProtocolStore {
  private final CompletableFuture<? extends MetricStore> opened;

  private DeferredStore(String kind, CompletableFuture<? extends MetricStore> opened) {
    super(kind);
    this.opened = opened;
  }

  /** A store of some kind that takes line protocol; {@code opened} completes with the real one. */
  public static DeferredStore of(String kind, CompletableFuture<? extends MetricStore> opened) {
    return new DeferredStore(kind, opened);
  }

  @Override
  public void write(Batch batch) throws StoreException {
    resolved(opened).write(batch);
  }

  /** Whether it will have to is not known yet. */
  @Override
  public boolean needsForcing() {
    return true;
  }

  @Override
  public void force() throws StoreException {
    resolved(opened).force();
  }

  /** Leaves the real store to whoever opened it. */
  @Override
  public void close() {}

  /**
   * Waits for something that is being opened.
   *
   * @throws StoreException if it could not be
   */
  public static <T> T resolved(CompletableFuture<T> opened) throws StoreException {
    try {
      return opened.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof StoreException refused) {
        throw refused;
      }
      throw new StoreException("the store cannot be opened: " + e.getCause(), e);
    }
  }
}
