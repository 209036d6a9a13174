package io.trebuchet.streams;

import io.trebuchet.storage.StoreException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a store fares, as told by its answers and by their absence. Not thread-safe. */
final class StoreHealth {
  private final Rhythm rhythm;
  private @Nullable StoreException trouble;
  private boolean stalled;
  private int attempts;
  private long lastSuccess;

  private StoreHealth(Rhythm rhythm) {
    this.rhythm = rhythm;
    this.lastSuccess = rhythm.nanoTime();
  }

  /** That of a store that was well until now. */
  static StoreHealth create(Rhythm rhythm) {
    return new StoreHealth(rhythm);
  }

  /** It took a request. */
  void answered() {
    lastSuccess = rhythm.nanoTime();
  }

  /** What went wrong before is over. */
  void recovered() {
    trouble = null;
    stalled = false;
    attempts = 0;
  }

  /** It did not take a request; how often in a row. */
  int failed(StoreException fault) {
    trouble = fault;
    return ++attempts;
  }

  /** It will not take what it is sent. */
  void refused(StoreException fault) {
    trouble = fault;
  }

  /** It has not answered for so long that what comes must not wait for it. */
  void stalls() {
    stalled = true;
  }

  boolean isOutage() {
    return trouble != null || stalled;
  }

  /** Whether it has taken nothing for longer. */
  boolean awayFor(Duration patience) {
    return rhythm.nanoTime() - lastSuccess > patience.toNanos();
  }

  /** Nanoseconds in which it has taken nothing, from a moment on. */
  long quietSince(long since) {
    return rhythm.nanoTime() - Math.max(since, lastSuccess);
  }

  /** Why it is given up; {@code more} follows its own words. */
  StoreException unreachable(String more) {
    String why =
        trouble == null ? "the store does not answer" : String.valueOf(trouble.getMessage());
    return new StoreException(StoreException.Fault.UNREACHABLE, why + more, trouble);
  }
}
