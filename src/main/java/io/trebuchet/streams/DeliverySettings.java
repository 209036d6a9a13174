package io.trebuchet.streams;

import io.trebuchet.storage.Backoff;
import java.time.Duration;

/**
 * How patient a delivery is.
 *
 * @param memoryBytes of the text that waits in memory
 * @param stall a request without an answer for so long counts as an outage
 * @param patience without a spool: the longest outage
 * @param endPatience how long an outage is waited for once there is nothing more to come
 * @param hurry how long a store is waited for once somebody wants the end, away or not
 * @param dropWhenFull whether to drop rather than to wait when the spool is full
 */
public record DeliverySettings(
    long memoryBytes,
    Duration stall,
    Duration patience,
    Duration endPatience,
    Duration hurry,
    Backoff backoff,
    boolean dropWhenFull) {
  /** The usual ones. */
  public static DeliverySettings usual(boolean dropWhenFull) {
    return new DeliverySettings(
        16 << 20,
        Duration.ofSeconds(2),
        Duration.ofSeconds(60),
        Duration.ofSeconds(10),
        Duration.ofSeconds(3),
        new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5)),
        dropWhenFull);
  }

  /** The same with another bound of memory. */
  public DeliverySettings withMemory(long bytes) {
    return new DeliverySettings(bytes, stall, patience, endPatience, hurry, backoff, dropWhenFull);
  }
}
