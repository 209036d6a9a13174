package io.trebuchet.streams;

import io.trebuchet.metrics.Ledger;
import io.trebuchet.storage.MetricStore;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has settled rows outlive a power cut: many at a time, on a thread of its own, so that neither who
 * writes nor who reads waits. Thread-safe.
 */
final class Forcing implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Forcing.class);

  private static final Duration PAUSE = Duration.ofSeconds(2);

  /** On a slow disk it comes less often, so that it has a small share of the disk's time. */
  private static final int SHARE = 10;

  private final boolean needed;
  private final MetricStore store;
  private final SpoolForcing spool;
  private final Ledger ledger;
  private final Consumer<String> people;
  private final Rhythm rhythm;
  private volatile long safe;
  private volatile boolean failed;
  private volatile boolean closed;

  private Forcing(
      boolean needed,
      MetricStore store,
      SpoolForcing spool,
      Ledger ledger,
      Rhythm rhythm,
      Consumer<String> people) {
    this.needed = needed;
    this.store = store;
    this.spool = spool;
    this.ledger = ledger;
    this.people = people;
    this.rhythm = rhythm;
  }

  /** Forces what the spool has, and returns what is to be done once the store's rows are too. */
  @FunctionalInterface
  interface SpoolForcing {
    IoAction force() throws IOException;
  }

  /** Something about files. */
  @FunctionalInterface
  interface IoAction {
    void run() throws IOException;
  }

  /** Begins; where no spool is and the store's word is enough, there is nothing to do. */
  static Forcing start(
      MetricStore store,
      boolean spooling,
      SpoolForcing spool,
      Ledger ledger,
      Rhythm rhythm,
      Consumer<String> people) {
    Forcing forcing =
        new Forcing(spooling || store.needsForcing(), store, spool, ledger, rhythm, people);
    if (forcing.needed) {
      forcing.later(PAUSE);
    }
    return forcing;
  }

  private void later(Duration pause) {
    rhythm.after(pause, () -> rhythm.aside(this::again));
  }

  private void again() {
    long began = rhythm.nanoTime();
    force();
    Duration took = Duration.ofNanos(rhythm.nanoTime() - began);
    Duration share = took.multipliedBy(SHARE);
    later(share.compareTo(PAUSE) > 0 ? share : PAUSE);
  }

  /** How many of the settled rows would outlive a power cut now. */
  long safeRows() {
    return needed ? safe : ledger.settledRows();
  }

  /** Whether all of them would, as far as was tried. */
  boolean ok() {
    return !failed;
  }

  private synchronized void force() {
    long settled = ledger.settledRows();
    if (closed || (settled == safe && !failed)) {
      return;
    }
    try {
      IoAction release = spool.force();
      store.force();
      release.run();
      safe = settled;
      failed = false;
    } catch (IOException | RuntimeException e) {
      LOG.warn("what was stored last is not forced to the disk", e);
      if (!failed) {
        people.accept(
            "what was stored last cannot be forced to the disk now, so that a power cut could take"
                + " it: "
                + e.getMessage());
      }
      failed = true;
    }
  }

  /** Forces all that is settled now; completes whether that could be done or not. */
  CompletionStage<Done> finish() {
    if (!needed || closed) {
      return CompletableFuture.completedFuture(Done.getInstance());
    }
    CompletableFuture<Done> finished = new CompletableFuture<>();
    rhythm.aside(
        () -> {
          force();
          finished.complete(Done.getInstance());
        });
    return finished;
  }

  /** Waits for what it is about, so that the store can be closed after it. */
  @Override
  public synchronized void close() {
    closed = true;
  }
}
