package io.trebuchet.actors;

import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.control.StopReason;
import io.trebuchet.control.Verdict;
import io.trebuchet.data.DataFolders;
import io.trebuchet.durable.Durability;
import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.storage.MetricStore;
import io.trebuchet.streams.Delivery;
import io.trebuchet.streams.Gauges;
import io.trebuchet.trial.ProblemCache;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.jspecify.annotations.Nullable;

/**
 * One sweep in one process: the actor system with the supervisor, the metric stream, and the end
 * that comes only after the store has acknowledged the last row.
 */
public final class SweepEngine implements AutoCloseable {
  private final ActorSystem<SweepSupervisor.Command> system;
  private final ProblemCache problems;
  private final Set<String> trials;
  private final Gauges gauges;
  private final CompletableFuture<Ending> ending = new CompletableFuture<>();
  private @Nullable Delivery owned;

  private SweepEngine(SweepGuardian.Parts parts) {
    this.trials =
        parts.config().trials().stream().map(TrialSpec::id).collect(Collectors.toUnmodifiableSet());
    this.gauges = parts.gauges();
    this.problems = parts.problems();
    this.system =
        ActorSystem.create(
            SweepGuardian.create(parts, ending),
            "trebuchet",
            SweepGuardian.systemSettings(parts.options().parallelism()));
    // The end comes also where the system ends by itself, as after an out-of-memory.
    CompletionStage<Void> unused =
        system
            .getWhenTerminated()
            .thenRun(
                () ->
                    ending.completeExceptionally(
                        new IllegalStateException(
                            "the engine ended before its trials did: see the log")));
  }

  /**
   * Starts a sweep, or goes on with one, that outlives this process.
   *
   * @param delivery where its metrics go; stays the caller's to close
   * @param live sees every step, recorded or not, on the trials' threads, and must not wait
   * @param durability null for a sweep that nobody will resume
   */
  public static SweepEngine start(
      SweepConfig config,
      Options options,
      DataFolders folders,
      Delivery delivery,
      Consumer<Emission> live,
      InstantSource clock,
      @Nullable Durability durability) {
    return new SweepEngine(
        new SweepGuardian.Parts(
            config,
            options,
            ProblemCache.create(folders, config.trials()),
            delivery,
            Gauges.create(options.runId(), clock),
            live,
            clock,
            durability));
  }

  /** The same with a store that never fails for long, and has no spool. */
  public static SweepEngine start(
      SweepConfig config,
      Options options,
      DataFolders folders,
      MetricStore store,
      Ledger ledger,
      Consumer<Emission> live,
      InstantSource clock,
      @Nullable Durability durability) {
    Delivery delivery = Delivery.start(store, ledger);
    SweepEngine engine = start(config, options, folders, delivery, live, clock, durability);
    engine.owned = delivery;
    return engine;
  }

  /**
   * How to run a sweep; none of it changes a result.
   *
   * @param runId the tag {@code sweep} of the time series
   * @param parallelism trials active at the same time, each on a thread
   * @param pace steps per second of each trial, 0 for as fast as possible
   */
  public record Options(String runId, int parallelism, double pace) {}

  /**
   * How a sweep ended.
   *
   * @param storeFailure what ended the stream early, if anything did; metrics are missing then
   */
  public record Ending(SweepSupervisor.SweepEnded sweep, @Nullable Throwable storeFailure) {}

  /** Completes once all trials have ended and the store has acknowledged everything. */
  public CompletionStage<Ending> ending() {
    return ending;
  }

  /** The ids of the trials that can be named below. */
  public Set<String> trials() {
    return trials;
  }

  /** Holds these trials, or all if none is named; completes once that would survive the process. */
  public CompletionStage<Done> pause(List<String> names) {
    if (names.isEmpty()) {
      system.tell(new SweepSupervisor.PauseSweep());
    }
    names.forEach(trial -> system.tell(new SweepSupervisor.PauseTrial(trial)));
    return confirmSafe();
  }

  /** Lets these trials go on, or all if none is named, and those that {@link #stop} named. */
  public CompletionStage<Done> resume(List<String> names) {
    if (names.isEmpty()) {
      system.tell(new SweepSupervisor.ContinueSweep());
    }
    names.forEach(trial -> system.tell(new SweepSupervisor.ContinueTrial(trial)));
    return confirmSafe();
  }

  /** Ends these trials where they are, or the whole sweep if none is named. */
  public void stop(List<String> names) {
    if (names.isEmpty()) {
      system.tell(new SweepSupervisor.StopSweep());
    }
    Verdict.Halt halt =
        new Verdict.Halt(Outcome.STOPPED, StopReason.USER, -1, "a user asked for it");
    names.forEach(trial -> system.tell(new SweepSupervisor.StopTrial(trial, halt)));
  }

  private CompletionStage<Done> confirmSafe() {
    return AskPattern.askWithStatus(
        system, SweepSupervisor.ConfirmSafe::new, Duration.ofSeconds(30), system.scheduler());
  }

  /** Where wishes to stop, pause or continue trials go. */
  public ActorRef<SweepSupervisor.Command> supervisor() {
    return system;
  }

  /** What goes through the metric stream, as it counts it. */
  public Gauges gauges() {
    return gauges;
  }

  /** SHA-256 of the data files read so far, by name. */
  public Map<String, String> dataChecksums() {
    return problems.checksums();
  }

  @Override
  public void close() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
    if (owned != null) {
      owned.close();
    }
  }
}
