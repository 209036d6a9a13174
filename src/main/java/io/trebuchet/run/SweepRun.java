package io.trebuchet.run;

import io.trebuchet.actors.SweepEngine;
import io.trebuchet.actors.SweepSupervisor;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.SweepIdentity;
import io.trebuchet.durable.Durability;
import io.trebuchet.durable.JournalFile;
import io.trebuchet.durable.SweepJournal;
import io.trebuchet.durable.SweepState;
import io.trebuchet.process.StopSignal;
import io.trebuchet.process.UsageException;
import io.trebuchet.storage.Credentials;
import io.trebuchet.storage.EndpointFile;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.RunMarker;
import io.trebuchet.storage.TrialsFile;
import io.trebuchet.stores.OpenStore;
import io.trebuchet.stores.StoreChoice;
import io.trebuchet.stores.StoreOpening;
import io.trebuchet.streams.Delivery;
import io.trebuchet.streams.SweepTap;
import io.trebuchet.trial.RaisedLimit;
import io.trebuchet.web.WebServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A sweep from what was asked for to its files, on the thread of its {@link Run}. */
final class SweepRun {
  private static final Logger LOG = LoggerFactory.getLogger(SweepRun.class);

  private final RunRequest request;
  private final SweepConfig config;
  private final StoreChoice choice;
  private final Viewer viewer;
  private final RunRequest.@Nullable Earlier earlier;
  private final SweepIdentity identity;
  private final List<Long> limits;
  private final RunDirectory directory;
  private final Clock clock = Clock.system(ZoneId.systemDefault());
  private final List<String> remarks = new ArrayList<>();

  private SweepRun(RunRequest request, Viewer viewer) throws IOException {
    this.request = request;
    this.config = request.config();
    this.choice = request.store();
    this.viewer = viewer;
    this.earlier = request.earlier();
    this.identity =
        earlier == null ? SweepIdentity.of(config.resolved()) : earlier.begun().identity();
    this.limits = earlier == null ? List.of() : earlier.begun().limits();
    choice.kind().check(choice, earlier == null ? RunPlace.planned(request) : earlier.run());
    this.directory = earlier == null ? RunPlace.create(request, clock) : earlier.run();
  }

  /**
   * A run that has its directory, and has not begun.
   *
   * @throws UsageException if it cannot have it, or not this store
   */
  static SweepRun create(RunRequest request, Viewer viewer) throws IOException {
    return new SweepRun(request, viewer);
  }

  RunDirectory directory() {
    return directory;
  }

  /**
   * Runs the sweep.
   *
   * @param stop ends it in order
   * @param live is told what works on it, once that does
   */
  RunEnding run(StopSignal stop, Consumer<LiveSweep> live) throws IOException {
    long began = System.nanoTime();
    directory.openTo(RunPlace.readers(config));
    directory.exposure().ifPresent(why -> viewer.warn(RunPlace.exposed(directory, why)));
    try (RunDirectory.Hold hold = directory.hold();
        SweepJournal journal = openJournal();
        LogFile log = LogFile.open(directory, viewer::warn)) {
      Credentials unused = Credentials.anew(directory.root());
      if (earlier != null && !earlier.recompute()) {
        MissingDatabase.check(directory, Manifest.read(directory.manifest()), journal, choice);
      }
      Stops stops = Stops.into(directory.stops(), viewer::warn);
      AtomicReference<@Nullable FinishedSweep> reached = new AtomicReference<>();
      IOException closing = null;
      String runId =
          earlier == null
              ? RunManifest.id(config.name(), clock)
              : Manifest.read(directory.manifest()).runId();
      RunMarker here = RunMarker.of(runId, directory.root());
      RunMarker marker = earlier != null && earlier.takesOver() ? here.takingOver() : here;
      try (StoreOpening store = StoreOpening.begin(choice, directory, marker)) {
        sweep(runId, store, stops, stop, journal, live, reached::set);
      } catch (IOException | UncheckedIOException e) {
        if (reached.get() == null) {
          throw e;
        }
        // What was acknowledged cannot be read: the account must still say what it knows.
        closing = e instanceof IOException known ? known : new IOException(e.getCause());
      }
      return Objects.requireNonNull(reached.get())
          .conclude(
              request,
              directory,
              new FinishedSweep.End(
                  stops,
                  remarks,
                  closing,
                  stop.came(),
                  Duration.ofNanos(System.nanoTime() - began)),
              clock);
    }
  }

  /** Before anything else of the run: what lies in its place is noticed while nothing is there. */
  private SweepJournal openJournal() throws IOException {
    return earlier == null
        ? JournalFile.create(directory.journal(), clock)
        : JournalFile.open(directory.journal(), clock);
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

  /**
   * Runs all trials.
   *
   * @param live is told what works on them, once that does
   * @param reached is told what they came to, before anything is closed that can fail
   */
  private void sweep(
      String runId,
      StoreOpening opening,
      Stops stops,
      StopSignal stop,
      SweepJournal journal,
      Consumer<LiveSweep> live,
      Consumer<FinishedSweep> reached)
      throws IOException {
    EarlierRun past = EarlierRun.none(choice.kind());
    Manifest manifest;
    Instant endedBefore = null;
    if (earlier == null) {
      manifest = RunManifest.begun(request, directory, runId, clock);
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
                  earlier.recompute(),
                  stop,
                  viewer,
                  clock));
      manifest =
          before
              .resumed(
                  RunManifest.seeds(config),
                  config.record().words(),
                  choice.kind().word(),
                  RunManifest.database(choice, directory),
                  choice.server())
              .reading(
                  request.folders().checksums().byName(), RunData.places(config, request.folders()))
              .limitedTo(config.stop().maxSteps(), limits.getFirst());
      manifest = RunManifest.goneOnWith(manifest, viewer);
      // Before the first row, which the ledger of an ended process would not know.
      manifest.write(directory.manifest());
      directory.writeConfig(config.resolved());
      SweepJournal.RunTexts files = DamagedRun.noted(manifest, config.resolved());
      if (files != null) {
        journal.append(List.of(new SweepJournal.SweepResumed(files)));
      }
      computeAgain(manifest, past, opening.await(), stop);
    }
    past.ledger().ofAttempt(manifest.attempt());
    WebServer.Settings page = request.web();
    SweepTap tap =
        SweepTap.create(
            Planned.trials(config.trials()),
            page != null && page.page() ? SweepTap.Limits.usual() : SweepTap.Limits.lossOnly());
    viewer.begin(config.name(), tap);
    StartupTimes times = StartupTimes.create(clock);
    SeenResults seen = SeenResults.create(config.trials(), past);
    try (Viewer watching = viewer;
        EndpointFile endpoint = EndpointFile.in(directory.root());
        LiveServer web = LiveServer.begin(page, directory.root(), endpoint, watching::say);
        Delivery delivery =
            opening.delivery(
                times.watching(opening.store()), config.spool(), past.ledger(), watching::say);
        SweepEngine engine =
            SweepEngine.start(
                config,
                new SweepEngine.Options(manifest.runId(), request.parallelism(), request.pace()),
                request.folders(),
                delivery,
                stops.then(
                    emission -> {
                      tap.accept(emission);
                      times.accept(emission);
                      seen.accept(emission);
                      watching.accept(emission);
                      web.accept(emission);
                    }),
                clock,
                durability(manifest, journal, past, tap))) {
      stop.onStop(
          () -> {
            watching.say("stopping: running trials end at their next step …");
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
          new LiveSweep.Running(engine, delivery, () -> store.reader(runId), tap::pointsPerSecond);
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
          watching.say(store.invitation());
        }
        live.accept(served);
        SweepEngine.Ending ending = seen.ending(engine.ending());
        ResultFiles results = ResultFiles.of(directory, remarks::add);
        if (ending.sweep().refusal().isEmpty()) {
          int attempt = manifest.attempt();
          results.write(
              directory.trials(),
              file -> TrialsFile.write(file, ending.sweep().results(), attempt));
        }
        reached.accept(
            new FinishedSweep(
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
  private void computeAgain(Manifest manifest, EarlierRun past, OpenStore store, StopSignal stop)
      throws IOException {
    LostSteps lost =
        LostSteps.of(
            directory,
            manifest.runId(),
            config,
            request.folders(),
            past.losses(),
            past.events(),
            limits(manifest),
            stop,
            clock,
            viewer::warn);
    past.ledger().quarantined(lost.computeAgain(store.store(), request.parallelism()));
  }

  private Durability durability(
      Manifest manifest, SweepJournal journal, EarlierRun past, SweepTap tap) {
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
          config.trials().forEach(trial -> restore(trial.id(), state, tap));
          if (state.sweepPaused()) {
            viewer.say("paused; to go on: trebuchet continue " + directory.root());
          }
        },
        line -> {
          LOG.warn(line);
          viewer.warn(line);
        });
  }

  private void restore(String trial, SweepState state, SweepTap tap) {
    state
        .result(trial)
        .ifPresent(
            result -> {
              tap.restore(result);
              viewer.restore(result);
            });
    if (state.paused(trial)) {
      tap.hold(trial, true);
    }
  }
}
