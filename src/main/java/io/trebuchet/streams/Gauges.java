package io.trebuchet.streams;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.EngineSample;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.TrialEvent;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what goes through a stream, for the measurement {@code engine}. Thread-safe. */
public final class Gauges {
  private final String sweep;
  private final InstantSource clock;
  private final AtomicLong active = new AtomicLong();
  private final AtomicLong waiting = new AtomicLong();
  private final AtomicLong queued = new AtomicLong();
  private long lastTimestamp;
  private long lastStored;

  private Gauges(String sweep, InstantSource clock) {
    this.sweep = sweep;
    this.clock = clock;
    this.lastTimestamp = Emission.timestamp(clock.instant());
  }

  /** Gauges of a sweep at its start. */
  public static Gauges create(String sweep, InstantSource clock) {
    return new Gauges(sweep, clock);
  }

  void offered(Emission emission) {
    waiting.incrementAndGet();
    queued.incrementAndGet();
    if (emission instanceof TrialEvent event && event.state() == TrialEvent.State.STARTED) {
      active.incrementAndGet();
    }
  }

  void granted(Emission emission) {
    waiting.decrementAndGet();
    if (emission instanceof TrialEvent event && event.state() == TrialEvent.State.ENDED) {
      active.updateAndGet(n -> Math.max(0, n - 1));
    }
  }

  void dequeued() {
    queued.decrementAndGet();
  }

  /** Active trials that do not wait for the stream. */
  public long credits() {
    return Math.max(0, active.get() - waiting.get());
  }

  /** The state now. */
  synchronized EngineSample sample(Delivery delivery) {
    // Strictly increasing, as all timestamps of a series are.
    long now = Math.max(lastTimestamp + 1, Emission.timestamp(clock.instant()));
    Ledger.Balance balance = delivery.ledger().balance();
    long stored = balance.step().stored() + balance.trial().stored() + balance.engine().stored();
    EngineSample sample =
        new EngineSample(
            sweep,
            now,
            active.get(),
            Math.max(0, stored - lastStored) * 1e9 / (now - lastTimestamp),
            Math.max(0, queued.get()),
            delivery.spoolBytes(),
            credits(),
            ProcessMemory.heapBytes(),
            ProcessMemory.offHeapBytes());
    lastTimestamp = now;
    lastStored = stored;
    return sample;
  }
}
