package io.trebuchet.cli.bench;

import io.trebuchet.actors.SweepEngine;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.data.DataFolders;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.storage.MetricStore;
import java.time.InstantSource;

/** A sweep through the real actors and the real stream, two trials side by side. */
final class SweepWall {
  private static final int PARALLELISM = 2;

  private SweepWall() {}

  /**
   * Seconds until all is computed and acknowledged.
   *
   * @throws IllegalStateException if anything was lost
   */
  static double seconds(SweepConfig config, DataFolders data, MetricStore store, Ledger ledger) {
    long began = System.nanoTime();
    try (SweepEngine engine =
        SweepEngine.start(
            config,
            new SweepEngine.Options("bench", PARALLELISM, 0),
            data,
            store,
            ledger,
            emission -> {},
            InstantSource.system())) {
      SweepEngine.Ending ending = engine.ending().toCompletableFuture().join();
      if (ending.storeFailure() != null || !ledger.balance().balances()) {
        throw new IllegalStateException("metrics were lost", ending.storeFailure());
      }
      return (System.nanoTime() - began) / 1e9;
    }
  }
}
