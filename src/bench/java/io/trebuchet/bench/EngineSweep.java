package io.trebuchet.bench;

import io.trebuchet.actors.SweepEngine;
import io.trebuchet.config.ConfigException;
import io.trebuchet.config.Overrides;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.SweepReader;
import io.trebuchet.data.DataFolders;
import io.trebuchet.data.MissingDataException;
import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.EngineSample;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.process.Home;
import io.trebuchet.storage.NoStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.slf4j.LoggerFactory;

/**
 * A sweep that makes a fixed number of steps through the real actors and the real metric stream.
 * Nothing is stored, nothing stops a trial early, no test set and no Hessian is evaluated.
 *
 * @param file its config
 * @param settings further {@code path=value}
 */
record EngineSweep(Path file, List<String> settings, DataFolders folders, int parallelism) {
  /** Copies the list. */
  EngineSweep {
    settings = List.copyOf(settings);
  }

  /** An experiment at its 16 rates. */
  static EngineSweep of(Experiment experiment, Path configs, DataFolders folders, int parallelism) {
    Path shipped = configs.resolve(experiment.name() + ".conf");
    return new EngineSweep(
        Files.exists(shipped) ? shipped : Home.path("bench/" + experiment.name() + ".conf"),
        List.of("learning-rates={ c = " + experiment.rates() + " }"),
        folders,
        parallelism);
  }

  /** The same with more settings. */
  EngineSweep with(String... more) {
    List<String> all = new ArrayList<>(settings);
    all.addAll(List.of(more));
    return new EngineSweep(file, all, folders, parallelism);
  }

  /** The same with another number of trials side by side. */
  EngineSweep with(int otherParallelism) {
    return new EngineSweep(file, settings, folders, otherParallelism);
  }

  /**
   * Wall time divided by trials × steps, in seconds, from the first trial's start to the last
   * trial's end. The problem is made before that; each trial's own state, its metrics and their
   * credit are not.
   *
   * @throws BenchException if a trial broke off or its loss is not finite
   */
  double secondsPerTrialStep(long steps)
      throws BenchException, ConfigException, MissingDataException {
    // Otherwise the actors' threads all start it at once, and complain.
    LoggerFactory.getILoggerFactory();
    SweepConfig config = config(steps);
    config.trials().getFirst().point().data().check(folders);
    Span span = new Span();
    long base = System.nanoTime();
    Instant began = Instant.now();
    // Wall clocks are corrected now and then; this one never jumps.
    InstantSource clock = () -> began.plusNanos(System.nanoTime() - base);
    try (SweepEngine engine =
        SweepEngine.start(
            config,
            new SweepEngine.Options("bench", parallelism, 0),
            folders,
            NoStore.create(),
            Ledger.create("none"),
            span::accept,
            clock,
            null)) {
      SweepEngine.Ending ending = engine.ending().toCompletableFuture().join();
      for (TrialResult result : ending.sweep().results()) {
        check(result, steps, span.overflowed(result.trial()));
      }
    }
    return span.nanos() / 1e9 / ((double) steps * config.trials().size());
  }

  private SweepConfig config(long steps) throws ConfigException {
    List<String> all = new ArrayList<>(settings);
    // A verdict at the end would look at the loss Hessian: once a trial, and no part of a step.
    all.add("stop={ loss-change = 0, gradient-share = 0, max-steps = " + steps + " }");
    all.add("control.rule=none");
    all.add("record={ test-every = 0 }");
    return SweepReader.create().read(file, Overrides.of(all.toArray(String[]::new)));
  }

  private void check(TrialResult result, long steps, boolean overflowed) throws BenchException {
    if (result.outcome() == Outcome.FAILED) {
      throw new BenchException(
          String.format(
              Locale.ROOT, "%s: trial %s failed: %s", file, result.trial(), result.stopReason()));
    }
    if (result.steps() != steps || overflowed) {
      throw new BenchException(
          String.format(
              Locale.ROOT,
              "%s: trial %s made %d of %d steps and ended %s, so its cost is not that of ordinary"
                  + " steps",
              file,
              result.trial(),
              result.steps(),
              steps,
              result.outcome().word()));
    }
  }

  /** From the first start to the last end; read once the stream has ended. */
  private static final class Span {
    private final Set<String> overflowed = new HashSet<>();
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    synchronized void accept(Emission emission) {
      switch (emission) {
        case TrialEvent event -> {
          first = Math.min(first, event.timestamp());
          last = Math.max(last, event.timestamp());
        }
        case MetricBlock block -> {
          // What has overflowed stays so.
          if (!block.finite(block.rows() - 1)) {
            overflowed.add(block.series().trial());
          }
        }
        case EngineSample sample -> {}
      }
    }

    synchronized long nanos() {
      return last - first;
    }

    synchronized boolean overflowed(String trial) {
      return overflowed.contains(trial);
    }
  }
}
