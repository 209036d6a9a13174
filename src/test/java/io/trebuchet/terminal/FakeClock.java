package io.trebuchet.terminal;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A clock that moves when told. */
final class FakeClock implements LongSupplier {
  // System.nanoTime may be negative too.
  private final AtomicLong now = new AtomicLong(-123_456_789);

  @Override
  public long getAsLong() {
    return now.get();
  }

  void advance(Duration duration) {
    now.addAndGet(duration.toNanos());
  }
}
