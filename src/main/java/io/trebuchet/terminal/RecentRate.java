package io.trebuchet.terminal;

import java.time.Duration;

/** Events per second over the last few seconds, in constant memory. Not thread-safe. */
final class RecentRate {
  private static final int SLOTS = 5;
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final long[] second = new long[SLOTS];
  private final long[] count = new long[SLOTS];

  /** Counts events at a time in nanoseconds since the start. */
  void add(long elapsed, long events) {
    long now = elapsed / SECOND;
    int slot = (int) (now % SLOTS);
    if (second[slot] != now) {
      second[slot] = now;
      count[slot] = 0;
    }
    count[slot] += events;
  }

  /** The rate at a time in nanoseconds since the start; 0 at the start. */
  double perSecond(long elapsed) {
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
}
