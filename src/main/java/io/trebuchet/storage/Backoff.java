package io.trebuchet.storage;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses between attempts that double up to a limit, each shortened at random by up to half so that
 * many clients do not come back at once.
 */
public record Backoff(Duration first, Duration most) {
  /** The pause after a number of attempts, of which there was at least one. */
  public Duration pause(int attempts, RandomGenerator random) {
    long full = first.toNanos();
    for (int i = 1; i < attempts && full < most.toNanos(); i++) {
      full *= 2;
    }
    full = Math.min(full, most.toNanos());
    return Duration.ofNanos(full - random.nextLong(full / 2 + 1));
  }
}
