package io.trebuchet.streams;

import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.RowCounts;
import io.trebuchet.storage.Batch;
import io.trebuchet.storage.Spool;
import io.trebuchet.storage.UnforcedBatches;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the store, in order: first the spool, then memory. Batches move from memory to the
 * end of the spool, never back, so that a killed process leaves the spool without a gap. Not
 * thread-safe.
 */
final class Backlog implements AutoCloseable {
  /** Batches that may wait for a store that answers: one is on its way, one is ready. */
  private static final int AHEAD = 2;

  private final @Nullable Spool spool;
  private final long memoryLimit;
  private final Ledger ledger;
  private final Deque<Batch> memory = new ArrayDeque<>();
  private long memoryBytes;

  private Backlog(@Nullable Spool spool, long memoryLimit, Ledger ledger) {
    this.spool = spool;
    this.memoryLimit = memoryLimit;
    this.ledger = ledger;
  }

  static Backlog create(@Nullable Spool spool, long memoryLimit, Ledger ledger) {
    return new Backlog(spool, memoryLimit, ledger);
  }

  /** What became of a batch that was to be added. */
  enum Added {
    YES,
    /** The store is slow: its pace is ours. */
    MEMORY_FULL,
    SPOOL_FULL,
    DISK_FULL
  }

  /** Adds a batch if there is room; the spool makes room only where it is in use or needed. */
  Added add(Batch batch, boolean outage) throws IOException {
    boolean spooling = spool != null && !spool.isEmpty();
    if (!outage && !spooling && memory.size() >= AHEAD) {
      return Added.MEMORY_FULL;
    }
    while (!memory.isEmpty() && memoryBytes + batch.text().length() > memoryLimit) {
      if (spool == null || !(outage || spooling)) {
        return Added.MEMORY_FULL;
      }
      switch (addToSpool(memory.getFirst())) {
        case YES -> removeFromMemory();
        case SPOOL_FULL -> {
          return Added.SPOOL_FULL;
        }
        case DISK_FULL -> {
          return Added.DISK_FULL;
        }
      }
    }
    memory.add(batch);
    memoryBytes += batch.text().length();
    return Added.YES;
  }

  /** Moves everything to the spool; the answer is whether it fitted. */
  boolean spill() throws IOException {
    while (!memory.isEmpty()) {
      if (addToSpool(memory.getFirst()) != Spool.Added.YES) {
        return false;
      }
      removeFromMemory();
    }
    return true;
  }

  /** Adds to the end of the spool, which is right only after everything in memory. */
  Spool.Added addToSpool(Batch batch) throws IOException {
    if (spool == null) {
      throw new IllegalStateException("there is no spool");
    }
    Spool.Added added = spool.add(batch);
    if (added == Spool.Added.YES) {
      ledger.spooled(batch.rows());
    }
    return added;
  }

  private void removeFromMemory() {
    memoryBytes -= memory.removeFirst().text().length();
  }

  /** The oldest batch; null if there is none. */
  @Nullable Batch peek() throws IOException {
    return spool == null || spool.isEmpty() ? memory.peekFirst() : spool.peek();
  }

  /**
   * Removes the oldest batch, which the store has acknowledged.
   *
   * @param refused rows of it that it has not, and that are kept elsewhere
   */
  void removeStored(RowCounts refused) throws IOException {
    Batch batch = peek();
    if (batch == null) {
      throw new IllegalStateException("nothing waits");
    }
    if (spool == null || spool.isEmpty()) {
      removeFromMemory();
      ledger.stored(batch.rows());
    } else {
      spool.removeFirst();
      ledger.storedFromSpool(batch.rows());
    }
    ledger.quarantined(refused);
  }

  boolean isEmpty() {
    return memory.isEmpty() && (spool == null || spool.isEmpty());
  }

  boolean hasSpool() {
    return spool != null;
  }

  long spoolBytes() {
    return spool == null || spool.isEmpty() ? 0 : spool.bytes();
  }

  /** What of the spool is not on the disk yet. */
  Optional<UnforcedBatches> unforced() {
    return spool == null ? Optional.empty() : Optional.of(spool.unforced());
  }

  /** It is now, and so is what the store has taken of it. */
  void forced(UnforcedBatches unforced) throws IOException {
    if (spool != null) {
      spool.forced(unforced);
    }
  }

  @Override
  public void close() throws IOException {
    if (spool != null) {
      spool.close();
    }
  }
}
