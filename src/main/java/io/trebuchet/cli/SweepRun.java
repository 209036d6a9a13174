package io.trebuchet.cli;

import io.trebuchet.actors.SweepEngine;
import io.trebuchet.actors.SweepSupervisor;
import io.trebuchet.cli.terminal.Capability;
import io.trebuchet.cli.terminal.LiveBoard;
import io.trebuchet.cli.terminal.Progress;
import io.trebuchet.cli.terminal.RunSummary;
import io.trebuchet.config.LearningRate;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.data.DataFolders;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.physics.Observable;
import io.trebuchet.storage.EndpointFile;
import io.trebuchet.storage.LedgerFile;
import io.trebuchet.storage.Machine;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.TrialsFile;
import io.trebuchet.streams.SweepTap;
import io.trebuchet.web.WebServer;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A sweep from its config to its files: what {@code run} does once everything is checked. */
final class SweepRun {
  private final SweepConfig config;
  private final DataFolders folders;
  private final StoreOptions storeOptions;
  private final Options options;
  private final PrintStream out = System.out;
  private final Clock clock = Clock.system(ZoneId.systemDefault());

  private SweepRun(
      SweepConfig config, DataFolders folders, StoreOptions storeOptions, Options options) {
    this.config = config;
    this.folders = folders;
    this.storeOptions = storeOptions;
    this.options = options;
  }

  /** A run that has not begun. */
  static SweepRun create(
      SweepConfig config, DataFolders folders, StoreOptions storeOptions, Options options) {
    return new SweepRun(config, folders, storeOptions, options);
  }

  /** How to run it; see the options of the same names. */
  record Options(
      @Nullable Path out,
      int parallelism,
      double pace,
      Progress.Mode mode,
      WebServer.@Nullable Settings web) {}

  /** Runs the sweep; the answer is the exit code. */
  int run() throws IOException {
    long began = System.nanoTime();
    RunDirectory directory =
        RunDirectory.create(
            options.out() == null ? RunDirectory.defaultPath(config.name(), clock) : options.out());
    Manifest manifest = manifest(directory);
    Ledger ledger = Ledger.create(storeOptions.kind.word());
    try (Interrupt interrupt = Interrupt.watch();
        LogFile log = LogFile.open(directory.log().resolve("trebuchet.log"))) {
      // The store comes first: if it cannot be had, the directory holds no run.
      OpenStore store = OpenStore.open(storeOptions, directory);
      Finished finished;
      try (store;
          EndpointFile endpoint = EndpointFile.publish(directory.endpoint(), store.endpoint())) {
        Files.writeString(directory.config(), config.resolved());
        manifest.write(directory.manifest());
        finished = sweep(directory, manifest, store, ledger, interrupt);
        TrialsFile.write(directory.trials(), finished.ending().sweep().results());
      }
      LedgerFile.write(directory.ledger(), ledger.balance());
      manifest
          .withDataChecksums(finished.checksums())
          .ended(clock.instant())
          .write(directory.manifest());
      summary(directory, store, ledger, finished, Duration.ofNanos(System.nanoTime() - began));
      return interrupt.endWith(exitCode(ledger, finished, interrupt));
    }
  }

  private record Finished(SweepEngine.Ending ending, Map<String, String> checksums) {}

  private Finished sweep(
      RunDirectory directory,
      Manifest manifest,
      OpenStore store,
      Ledger ledger,
      Interrupt interrupt) {
    LiveBoard board = LiveBoard.create(config.name(), planned(), System::nanoTime);
    SweepTap hub = LiveSweep.hub(config);
    try (Progress progress = Progress.open(board, options.mode());
        LivePage page = options.web() == null ? LivePage.none() : LivePage.over(hub);
        SweepEngine engine =
            SweepEngine.start(
                config,
                new SweepEngine.Options(manifest.runId(), options.parallelism(), options.pace()),
                folders,
                store.store(),
                ledger,
                emission -> {
                  progress.accept(emission);
                  page.accept(emission);
                },
                clock)) {
      interrupt.onInterrupt(
          () -> {
            progress.say("stopping: running trials end at their next step …");
            engine.supervisor().tell(new SweepSupervisor.StopSweep());
          });
      if (!store.invitation().isEmpty()) {
        progress.say(store.invitation());
      }
      if (options.web() != null) {
        page.serve(
            options.web(),
            LiveSweep.of(
                config,
                manifest,
                directory,
                hub,
                ledger,
                new LiveSweep.Running(
                    engine.supervisor(), store.reader(manifest.runId()), board::pointsPerSecond)),
            progress::say,
            port -> publish(directory, store, port));
      }
      SweepEngine.Ending ending = engine.ending().toCompletableFuture().join();
      return new Finished(ending, engine.dataChecksums());
    }
  }

  /** So that other commands find the page too; without it they only miss the link. */
  private static void publish(RunDirectory directory, OpenStore store, int webPort) {
    EndpointFile.Endpoint known = store.endpoint();
    try {
      EndpointFile.publish(
          directory.endpoint(),
          new EndpointFile.Endpoint(known.pid(), webPort, known.httpPort(), known.pgPort()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void summary(
      RunDirectory directory, OpenStore store, Ledger ledger, Finished finished, Duration wall) {
    RunSummary summary =
        new RunSummary(
            config.name(),
            finished.ending().sweep().results(),
            config.trials().size(),
            ledger.balance(),
            directory.root(),
            store.place(),
            wall);
    summary.lines(Capability.of(out)).forEach(out::println);
    Throwable failure = finished.ending().storeFailure();
    if (failure != null) {
      System.err.println("the store failed, and the sweep with it: " + failure.getMessage());
    }
  }

  private static int exitCode(Ledger ledger, Finished finished, Interrupt interrupt) {
    if (finished.ending().storeFailure() != null) {
      return ExitCode.STORE;
    }
    if (!ledger.balance().balances()) {
      return ExitCode.LOST;
    }
    return interrupt.came() ? ExitCode.INTERRUPTED : ExitCode.DONE;
  }

  private Manifest manifest(RunDirectory directory) throws IOException {
    Instant now = clock.instant();
    Path stamped = RunDirectory.defaultPath(config.name(), clock).getFileName();
    String runId = stamped + "-" + UUID.randomUUID().toString().substring(0, 8);
    List<Long> seeds = config.trials().stream().map(TrialSpec::seed).distinct().toList();
    return new Manifest(
        runId,
        config.name(),
        Version.number(),
        Version.commit(),
        Machine.current(System.getenv().getOrDefault("OPENBLAS_CORETYPE", "")),
        seeds,
        storeOptions.kind.word(),
        database(directory),
        config.record().observables().stream().map(Observable::word).toList(),
        Map.of(),
        now,
        null);
  }

  /** Where the embedded database is, if not in the run's own directory. */
  private @Nullable String database(RunDirectory directory) throws IOException {
    if (storeOptions.dbDir != null) {
      return storeOptions.dbDir.toAbsolutePath().toString();
    }
    return storeOptions.kind == StoreOptions.Kind.QUESTDB
            && !storeOptions.ports.given()
            && SharedDatabase.keeper(directory).isPresent()
        ? SharedDatabase.of(directory).toString()
        : null;
  }

  private List<LiveBoard.Planned> planned() {
    return config.trials().stream()
        .map(trial -> new LiveBoard.Planned(trial.id(), c(trial)))
        .toList();
  }

  private static double c(TrialSpec trial) {
    return trial.rate() instanceof LearningRate.Normalised(var c) ? c.doubleValue() : Double.NaN;
  }
}
