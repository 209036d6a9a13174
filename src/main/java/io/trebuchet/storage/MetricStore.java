package io.trebuchet.storage;

import io.trebuchet.metrics.Emission;
import java.util.List;

/**
 * Where metrics end up. {@link #encode} only computes and may run beside {@link #write}; writes
 * come one at a time, in order.
 */
public interface MetricStore extends AutoCloseable {
  /** The word of its kind, as in {@code --store}. */
  String kind();

  /** Whether it keeps what it is given. */
  default boolean keeps() {
    return true;
  }

  /** Encodes emissions in the order given. */
  Batch encode(List<Emission> emissions);

  /**
   * Writes a batch and returns once the store has acknowledged it.
   *
   * @throws StoreException if the store refused it or could not be reached
   */
  void write(Batch batch) throws StoreException;

  /**
   * Whether rows have to be forced before they outlive a power cut; of a server that somebody else
   * runs the acknowledgement is the promise.
   */
  default boolean needsForcing() {
    return false;
  }

  /**
   * Has all that was acknowledged before outlive a power cut; may run beside {@link #write}.
   *
   * @throws StoreException if that cannot be done now; nothing is lost by it
   */
  default void force() throws StoreException {}

  /** Makes what was acknowledged visible to readers and frees all resources. */
  @Override
  void close() throws StoreException;
}
