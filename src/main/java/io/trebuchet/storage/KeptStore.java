package io.trebuchet.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A store in a database that another process of ours keeps, on this machine: that process forces it
 * to the disk by itself, and here is seen how far it has come.
 */
public final class KeptStore extends ForwardingStore {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long POLL_NANOS = 100_000_000;

  private final Path directory;

  private KeptStore(MetricStore store, Path directory) {
    super(store);
    this.directory = directory;
  }

  /** The store of a database in a directory. */
  public static KeptStore of(MetricStore store, Path directory) {
    return new KeptStore(store, directory);
  }

  @Override
  public boolean needsForcing() {
    return true;
  }

  @Override
  public void force() throws StoreException {
    try {
      Map<String, Long> given = ForcedState.given(QuestDbForcing.db(directory));
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!ForcedState.read(directory).filter(state -> state.covers(given)).isPresent()) {
        if (System.nanoTime() > deadline) {
          throw new StoreException(
              StoreException.Fault.UNREACHABLE,
              "the process that keeps the database " + directory + " does not force it to the disk",
              null);
        }
        LockSupport.parkNanos(POLL_NANOS);
      }
    } catch (StoreException e) {
      throw e;
    } catch (IOException e) {
      throw new StoreException(
          StoreException.Fault.UNREACHABLE,
          "the database " + directory + " cannot be looked at: " + e.getMessage(),
          e);
    }
  }
}
