package io.trebuchet.run;

import io.trebuchet.actors.Durability;
import io.trebuchet.actors.JournalFile;
import io.trebuchet.actors.RaisedLimit;
import io.trebuchet.actors.SweepEngine;
import io.trebuchet.actors.SweepJournal;
import io.trebuchet.actors.SweepState;
import io.trebuchet.actors.SweepSupervisor;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.SweepIdentity;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.data.DataFolders;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.ShellWord;
import io.trebuchet.physics.observe.Observable;
import io.trebuchet.process.ExitCode;
import io.trebuchet.process.Interrupt;
import io.trebuchet.process.InterruptedRunException;
import io.trebuchet.process.UsageException;
import io.trebuchet.process.Version;
import io.trebuchet.storage.Credentials;
import io.trebuchet.storage.EndpointFile;
import io.trebuchet.storage.LedgerFile;
import io.trebuchet.storage.Machine;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.Readers;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.RunMarker;
import io.trebuchet.storage.Spool;
import io.trebuchet.storage.StoreException;
import io.trebuchet.storage.TrialsFile;
import io.trebuchet.stores.OpenStore;
import io.trebuchet.stores.SharedDatabase;
import io.trebuchet.stores.StoreChoice;
import io.trebuchet.stores.StoreKind;
import io.trebuchet.stores.StoreOpening;
import io.trebuchet.streams.Delivery;
import io.trebuchet.streams.SweepTap;
import io.trebuchet.terminal.Capability;
import io.trebuchet.terminal.LiveBoard;
import io.trebuchet.terminal.Progress;
import io.trebuchet.terminal.RunSummary;
import io.trebuchet.web.WebServer;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A sweep from its config to its files: what {@code run} does once everything is checked. */
public final class SweepRun {
  private static final Logger LOG = LoggerFactory.getLogger(SweepRun.class);

  private final SweepConfig config;
  private final DataFolders folders;
  private final StoreChoice choice;
  private final Options options;
  private final @Nullable RunDirectory earlier;
  private final SweepIdentity identity;
  private final List<Long> limits;
  private final PrintStream out = System.out;
  private final Clock clock = Clock.system(ZoneId.systemDefault());

  private SweepRun(
      SweepConfig config,
      DataFolders folders,
      StoreChoice choice,
      Options options,
      @Nullable RunDirectory earlier,
      SweepIdentity identity,
      List<Long> limits) {
    this.limits = limits;
    this.earlier = earlier;
    this.identity = identity;
    this.config = config;
    this.folders = folders;
    this.choice = choice;
    this.options = options;
  }

  /** A run that has not begun. */
  public static SweepRun create(
      SweepConfig config, DataFolders folders, StoreChoice choice, Options options) {
    SweepIdentity identity = SweepIdentity.of(config.resolved());
    return new SweepRun(config, folders, choice, options, null, identity, List.of());
  }

  /**
   * A run that goes on.
   *
   * @param begun what its checkpoints belong to
   */
  public static SweepRun resume(
      SweepConfig config,
      DataFolders folders,
      StoreChoice choice,
      Options options,
      RunDirectory run,
      EarlierConfig begun) {
    return new SweepRun(config, folders, choice, options, run, begun.identity(), begun.limits());
  }

  /** How to run it; see the options of the same names. */
  public record Options(
      @Nullable Path out,
      int parallelism,
      double pace,
      Progress.Mode mode,
      WebServer.Settings web,
      boolean recompute,
      boolean takesOver) {
    /** Those of a run that begins. */
    public Options(
        @Nullable Path out,
        int parallelism,
        double pace,
        Progress.Mode mode,
        WebServer.Settings web) {
      this(out, parallelism, pace, mode, web, false, false);
    }
  }

  /** Runs the sweep; the answer is the exit code. */
  public int run() throws IOException {
    long began = System.nanoTime();
    OpenStore.check(choice, earlier == null ? planned() : earlier);
    RunDirectory directory = earlier == null ? newDirectory() : earlier;
    directory.openTo(readers());
    directory.exposure().ifPresent(why -> warn(directory, why));
    try (Interrupt interrupt = Interrupt.watch();
        RunDirectory.Hold hold = directory.hold();
        SweepJournal journal = openJournal(directory);
        LogFile log = LogFile.open(directory)) {
      Credentials unused = Credentials.anew(directory.root());
      if (earlier != null && !options.recompute()) {
        MissingDatabase.check(directory, Manifest.read(directory.manifest()), journal, choice);
      }
      Stops stops = Stops.into(directory.stops());
      AtomicReference<@Nullable Finished> reached = new AtomicReference<>();
      IOException closing = null;
      String runId = earlier == null ? runId() : Manifest.read(directory.manifest()).runId();
      RunMarker here = RunMarker.of(runId, directory.root());
      RunMarker marker = options.takesOver() ? here.takingOver() : here;
      try (StoreOpening store = StoreOpening.begin(choice, directory, marker)) {
        sweep(directory, runId, store, stops, interrupt, journal, reached::set);
      } catch (InterruptedRunException e) {
        System.err.println(e.getMessage());
        return interrupt.endWith(ExitCode.INTERRUPTED);
      } catch (IOException | UncheckedIOException e) {
        if (reached.get() == null) {
          throw e;
        }
        // What was acknowledged cannot be read: the account must still say what it knows.
        closing = e instanceof IOException known ? known : new IOException(e.getCause());
      }
      Finished finished = Objects.requireNonNull(reached.get());
      Results results = finished.results();
      Ledger.Balance balance = finished.ledger().balance();
      results.write(directory.ledger(), file -> LedgerFile.write(file, balance));
      String refusal = finished.ending().sweep().refusal();
      if (!refusal.isEmpty()) {
        // It stands as before, ended or not.
        finished.manifest().ended(finished.endedBefore()).write(directory.manifest());
        throw new UsageException(refusal);
      }
      Manifest ended =
          finished
              .manifest()
              .reading(
                  folders.checksums().with(finished.checksums()).byName(),
                  finished.manifest().dataFolders())
              .ended(clock.instant());
      results.write(directory.manifest(), ended::write);
      summary(directory, finished, Duration.ofNanos(System.nanoTime() - began));
      stops.complaints().forEach(System.err::println);
      if (closing != null) {
        System.err.println("the store failed while it was closed: " + closing.getMessage());
      }
      int code = exitCode(finished, interrupt);
      boolean kept = closing == null && results.complete() && stops.complete();
      boolean lesser = code == ExitCode.DONE || code == ExitCode.FAILED;
      return interrupt.endWith(!kept && lesser ? ExitCode.LOST : code);
    }
  }

  /** Before anything else of the run: what lies in its place is noticed while nothing is there. */
  private SweepJournal openJournal(RunDirectory directory) throws IOException {
    return earlier == null
        ? JournalFile.create(directory.journal(), clock)
        : JournalFile.open(directory.journal(), clock);
  }

  /** Where the new directory will lie, but for its time. */
  private RunDirectory planned() throws IOException {
    Path out = options.out();
    return new RunDirectory(
        out == null ? RunsFolder.forNew(Path.of(".")).resolve(config.name()) : out);
  }

  private RunDirectory newDirectory() throws IOException {
    Path out = options.out();
    return out == null
        ? RunDirectory.create(RunsFolder.forNew(Path.of(".")), config.name(), clock, readers())
        : RunDirectory.create(out, readers());
  }

  /** Not an error: who shares a folder with others may trust them. */
  private static void warn(RunDirectory directory, String why) {
    System.err.println(
        String.format(
            Locale.ROOT,
            "others could put another run in the place of %s: %s; keep runs in a folder of your"
                + " own",
            directory.root(),
            why));
  }

  private Readers readers() {
    return switch (config.files()) {
      case PRIVATE -> Readers.NOBODY;
      case GROUP -> Readers.GROUP;
      case PUBLIC -> Readers.EVERYBODY;
    };
  }

  /** All limits of steps that the run has had. */
  private List<Long> limits(Manifest manifest) {
    List<Manifest.StepLimit> noted = manifest.stepLimits();
    return Stream.concat(
            limits.stream(),
            noted == null ? Stream.empty() : noted.stream().map(Manifest.StepLimit::maxSteps))
        .distinct()
        .toList();
  }

  private record Finished(
      Results results,
      SweepEngine.Ending ending,
      Manifest manifest,
      @Nullable Instant endedBefore,
      Ledger ledger,
      Map<String, String> checksums,
      String place) {}

  /**
   * Runs all trials.
   *
   * @param reached is told what they came to, before anything is closed that can fail
   */
  private void sweep(
      RunDirectory directory,
      String runId,
      StoreOpening opening,
      Stops stops,
      Interrupt interrupt,
      SweepJournal journal,
      Consumer<Finished> reached)
      throws IOException {
    EarlierRun past = EarlierRun.none(choice.kind());
    Manifest manifest;
    Instant endedBefore = null;
    if (earlier == null) {
      manifest = manifest(directory, runId);
      journal.append(List.of(begun(manifest)));
    } else {
      Manifest before = Manifest.read(directory.manifest());
      endedBefore = before.ended();
      // Which steps are still to be sent is known only once the store has been asked.
      past =
          EarlierRun.read(
              directory,
              before,
              journal,
              opening.await(),
              new EarlierRun.Going(
                  config,
                  choice,
                  RaisedLimit.of(config.stop(), config.rule(), limits(before)),
                  options.recompute(),
                  interrupt,
                  clock));
      manifest =
          before
              .resumed(seeds(), choice.kind().word(), database(directory), choice.server())
              .reading(folders.checksums().byName(), RunData.places(config, folders))
              .limitedTo(config.stop().maxSteps(), limits.getFirst());
      // Before the first row, which the ledger of an ended process would not know.
      manifest.write(directory.manifest());
      directory.writeConfig(config.resolved());
      SweepJournal.RunTexts files = DamagedRun.noted(manifest, config.resolved());
      if (files != null) {
        journal.append(List.of(new SweepJournal.SweepResumed(files)));
      }
      computeAgain(directory, manifest, past, opening.await(), interrupt);
    }
    past.ledger().ofAttempt(manifest.attempt());
    SweepTap.Limits limits =
        options.web().page() ? SweepTap.Limits.usual() : SweepTap.Limits.lossOnly();
    SweepTap tap = SweepTap.create(Planned.trials(config.trials()), limits);
    LiveBoard board = LiveBoard.over(tap, config.name(), System::nanoTime);
    StartupTimes times = StartupTimes.create(clock);
    SeenResults seen = SeenResults.create(config.trials(), past);
    try (Progress progress = Progress.open(board, options.mode());
        EndpointFile endpoint = EndpointFile.in(directory.root());
        LiveServer web =
            LiveServer.begin(options.web(), directory.root(), endpoint, progress::say);
        Delivery delivery =
            opening.delivery(
                times.watching(opening.store()), config.spool(), past.ledger(), progress::say);
        SweepEngine engine =
            SweepEngine.start(
                config,
                new SweepEngine.Options(manifest.runId(), options.parallelism(), options.pace()),
                folders,
                delivery,
                stops.then(
                    emission -> {
                      times.accept(emission);
                      seen.accept(emission);
                      progress.accept(emission);
                      web.accept(emission);
                    }),
                clock,
                durability(directory, manifest, journal, past, board, tap, progress))) {
      interrupt.onInterrupt(
          () -> {
            progress.say("stopping: running trials end at their next step …");
            engine.supervisor().tell(new SweepSupervisor.StopSweep());
            delivery.hurry();
          });
      // Steps are computed meanwhile; but if the store cannot be had, the directory holds no run.
      OpenStore store = opening.await();
      endpoint.update(store::at);
      // The login to the database of serve beside the run is found without.
      Manifest known =
          manifest.server() == null
              ? manifest
              : store.login().map(manifest::loggedIn).orElse(manifest);
      LiveSweep.Running running =
          new LiveSweep.Running(
              engine, delivery, () -> store.reader(runId), board::pointsPerSecond);
      try (LiveSweep served = LiveSweep.of(config, known, directory, tap, past.ledger(), running)) {
        directory.writeConfig(config.resolved());
        if (earlier == null) {
          directory.writeCheckpointedConfig(config.resolved());
        }
        if (earlier == null || !known.equals(manifest)) {
          known.write(directory.manifest());
        }
        web.serve(served);
        if (!store.invitation().isEmpty()) {
          progress.say(store.invitation());
        }
        SweepEngine.Ending ending = seen.ending(engine.ending());
        Results results = Results.of(directory, System.err::println);
        if (ending.sweep().refusal().isEmpty()) {
          int attempt = manifest.attempt();
          results.write(
              directory.trials(),
              file -> TrialsFile.write(file, ending.sweep().results(), attempt));
        }
        reached.accept(
            new Finished(
                results,
                ending,
                known,
                endedBefore,
                past.ledger(),
                engine.dataChecksums(),
                store.place()));
      }
    }
  }

  private SweepJournal.SweepBegun begun(Manifest manifest) throws IOException {
    return new SweepJournal.SweepBegun(
        manifest.runId(), DamagedRun.noted(manifest, config.resolved()));
  }

  /** What the store has lost of trials that need no more computing, or that go on from there. */
  private void computeAgain(
      RunDirectory directory,
      Manifest manifest,
      EarlierRun past,
      OpenStore store,
      Interrupt interrupt)
      throws IOException {
    LostSteps lost =
        LostSteps.of(
            directory,
            manifest.runId(),
            config,
            folders,
            past.losses(),
            past.events(),
            limits(manifest),
            interrupt,
            clock,
            System.err::println);
    past.ledger().quarantined(lost.computeAgain(store.store(), options.parallelism()));
  }

  private Durability durability(
      RunDirectory directory,
      Manifest manifest,
      SweepJournal journal,
      EarlierRun past,
      LiveBoard board,
      SweepTap tap,
      Progress progress) {
    return new Durability(
        journal,
        directory.checkpoints(),
        config.checkpointEvery(),
        identity,
        past.noted(),
        past.known(),
        past.stored(),
        past.readable(),
        limits(manifest),
        state -> {
          config.trials().forEach(trial -> restore(trial.id(), state, board, tap));
          if (state.sweepPaused()) {
            progress.say("paused; to go on: trebuchet continue " + directory.root());
          }
        },
        line -> {
          LOG.warn(line);
          if (options.mode() == Progress.Mode.QUIET) {
            System.err.println(line);
          } else {
            progress.say(line);
          }
        });
  }

  private static void restore(String trial, SweepState state, LiveBoard board, SweepTap tap) {
    state.result(trial).ifPresent(board::restore);
    if (state.paused(trial)) {
      tap.hold(trial, true);
    }
  }

  private void summary(RunDirectory directory, Finished finished, Duration wall) {
    RunSummary summary =
        new RunSummary(
            config.name(),
            finished.ending().sweep().results(),
            config.trials().size(),
            finished.ledger().balance(),
            directory.root(),
            finished.place(),
            wall);
    summary.lines(Capability.of(out)).forEach(out::println);
    Manifest.Server server = finished.manifest().server();
    if (server != null && server.login() == null && choice.access().forgets()) {
      out.println(choice.access().reminder());
    }
    Throwable failure = finished.ending().storeFailure();
    if (failure != null) {
      System.err.println(
          failure instanceof StoreException
              ? "the store failed, and the sweep with it: " + failure.getMessage()
              : "the sweep failed: " + failure.getMessage());
    }
    long spooled = finished.ledger().balance().spooled();
    if (spooled > 0) {
      System.err.println(
          String.format(
              Locale.ROOT,
              "%d rows lie in %s: trebuchet verify %s sends them once the store answers",
              spooled,
              Spool.where(directory.spool()),
              ShellWord.of(directory.root())));
    }
  }

  private static int exitCode(Finished finished, Interrupt interrupt) {
    Throwable failure = finished.ending().storeFailure();
    if (failure != null) {
      boolean refused =
          !(failure instanceof StoreException store)
              || store.fault() == StoreException.Fault.REFUSED;
      return refused ? ExitCode.LOST : ExitCode.STORE;
    }
    Ledger.Balance balance = finished.ledger().balance();
    if (!balance.balances() || balance.step().dropped() > 0) {
      return ExitCode.LOST;
    }
    if (interrupt.came() || finished.ending().sweep().interrupted()) {
      return ExitCode.INTERRUPTED;
    }
    return finished.ending().sweep().results().stream()
            .anyMatch(result -> result.outcome() == Outcome.FAILED)
        ? ExitCode.FAILED
        : ExitCode.DONE;
  }

  private String runId() {
    return RunDirectory.stamped(config.name(), clock)
        + "-"
        + UUID.randomUUID().toString().substring(0, 8);
  }

  private Manifest manifest(RunDirectory directory, String runId) throws IOException {
    Instant now = clock.instant();
    return new Manifest(
        runId,
        config.name(),
        Version.number(),
        Version.commit(),
        Machine.current(System.getenv().getOrDefault("OPENBLAS_CORETYPE", "")),
        seeds(),
        choice.kind().word(),
        database(directory),
        choice.server(),
        config.record().observables().stream().map(Observable::word).toList(),
        folders.checksums().byName(),
        RunData.places(config, folders),
        now,
        null,
        1,
        List.of(new Manifest.StepLimit(1, config.stop().maxSteps())));
  }

  private List<Long> seeds() {
    return config.trials().stream().map(TrialSpec::seed).distinct().toList();
  }

  /** Where the embedded database is, if not in the run's own directory. */
  private @Nullable String database(RunDirectory directory) throws IOException {
    if (choice.databaseFolder() != null) {
      Path named = choice.databaseFolder().toAbsolutePath().normalize();
      boolean own = named.equals(directory.db().toAbsolutePath().normalize());
      return own ? null : named.toString();
    }
    return choice.kind() == StoreKind.QUESTDB
            && !choice.ports().given()
            && SharedDatabase.keeper(directory).isPresent()
        ? SharedDatabase.of(directory).toString()
        : null;
  }
}
