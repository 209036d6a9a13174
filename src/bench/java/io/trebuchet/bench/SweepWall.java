package io.trebuchet.bench;

import io.trebuchet.actors.SweepEngine;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.data.DataFolders;
import io.trebuchet.durable.Durability;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.storage.MetricStore;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** A sweep through the real actors and the real stream, two trials side by side by default. */
final class SweepWall {
  private static final int PARALLELISM = 2;

  private SweepWall() {}

  /**
   * Seconds until all is computed and acknowledged.
   *
   * @throws IllegalStateException if anything was lost
   */
  static double seconds(SweepConfig config, DataFolders data, MetricStore store, Ledger ledger) {
    return seconds(config, data, store, ledger, PARALLELISM, null);
  }

  /** The same of a sweep with journal and checkpoints, if {@code durability} is given. */
  static double seconds(
      SweepConfig config,
      DataFolders data,
      MetricStore store,
      Ledger ledger,
      int parallelism,
      @Nullable Durability durability) {
    long began = System.nanoTime();
    try (SweepEngine engine =
        SweepEngine.start(
            config,
            new SweepEngine.Options("bench", parallelism, 0),
            data,
            store,
            ledger,
            emission -> {},
            InstantSource.system(),
            durability)) {
      SweepEngine.Ending ending = engine.ending().toCompletableFuture().join();
      if (ending.storeFailure() != null || !ledger.balance().balances()) {
        throw new IllegalStateException("metrics were lost", ending.storeFailure());
      }
      return (System.nanoTime() - began) / 1e9;
    }
  }
}
