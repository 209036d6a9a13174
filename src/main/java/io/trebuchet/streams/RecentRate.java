package io.trebuchet.streams;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Events per second over the last few seconds, in constant memory. Thread-safe. */
final class RecentRate {
  private static final int SLOTS = 5;
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final long[] second = new long[SLOTS];
  private final long[] count = new long[SLOTS];
  private final LongSupplier nanoTime;
  private final long start;

  private RecentRate(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  /**
   * Of events from now on.
   *
   * @param nanoTime a clock as {@link System#nanoTime}
   */
  static RecentRate create(LongSupplier nanoTime) {
    return new RecentRate(nanoTime);
  }

  /** Counts events of now. */
  synchronized void add(long events) {
    long now = elapsed() / SECOND;
    int slot = (int) (now % SLOTS);
    if (second[slot] != now) {
      second[slot] = now;
      count[slot] = 0;
    }
    count[slot] += events;
  }

  /** The rate now; 0 at the start. */
  synchronized double perSecond() {
    long elapsed = elapsed();
    long now = elapsed / SECOND;
    long from = Math.max(0, now - SLOTS + 1);
    long sum = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
      if (second[slot] >= from && second[slot] <= now) {
        sum += count[slot];
      }
    }
    long span = elapsed - from * SECOND;
    return span <= 0 ? 0 : (double) sum * SECOND / span;
  }

  private long elapsed() {
    return Math.max(0, nanoTime.getAsLong() - start);
  }
}
