package io.trebuchet.actors;

import io.trebuchet.config.LearningRate;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.control.Certificate;
import io.trebuchet.control.ControlRule;
import io.trebuchet.control.StopReason;
import io.trebuchet.control.Verdict;
import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.Series;
import io.trebuchet.metrics.StopRecord;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.SharedProducts;
import io.trebuchet.storage.LastStored;
import io.trebuchet.streams.MetricPort;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Runs one trial in chunks. A chunk's metrics are offered to the stream and the next chunk starts
 * only with the credit for it; commands are answered between chunks. At a verdict the trial waits
 * until it is stopped or told to go on. Where the problem has products to share, a {@link
 * TrialBatch} computes the chunks; all else is the same.
 */
public final class Trial {
  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final TrialSpec spec;
  private final Shared shared;
  private final ActorRef<Notice> parent;
  private final ActorRef<TrialBatch.Computed> answers;
  private @Nullable Series series;
  private @Nullable TrialRun run;
  private final ChunkLength chunk = ChunkLength.create();
  private @Nullable ActorRef<TrialBatch.Command> batch;
  private boolean waitsForBatch;
  private boolean computing;
  private boolean paused;
  private boolean waitsForCredit;
  private boolean due;
  private Verdict.@Nullable Report report;
  private Verdict.@Nullable Halt stop;
  private @Nullable Halted halted;
  private @Nullable TrialEvent ruleFailure;
  private Verdict.@Nullable Halt stopUnlessVerdict;
  private Verdict.@Nullable Halt ending;
  private @Nullable TrialResult result;
  private long lastSave = System.nanoTime();
  private boolean saveAtCredit;
  private CompletionStage<Done> saved = CompletableFuture.completedFuture(Done.getInstance());

  private Trial(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      TrialSpec spec,
      Shared shared,
      ActorRef<Notice> parent) {
    this.context = context;
    this.timers = timers;
    this.spec = spec;
    this.shared = shared;
    this.parent = parent;
    this.answers = context.messageAdapter(TrialBatch.Computed.class, BatchAnswered::new);
  }

  /** A trial that starts at once and tells {@code parent} of its verdicts and its end. */
  public static Behavior<Command> create(TrialSpec spec, Shared shared, ActorRef<Notice> parent) {
    return Behaviors.withTimers(
        timers ->
            Behaviors.setup(
                context -> {
                  context.getSelf().tell(new RunChunk());
                  Trial trial = new Trial(context, timers, spec, shared, parent);
                  return Behaviors.receive(Command.class)
                      .onAnyMessage(trial::onCommand)
                      .onSignal(PostStop.class, signal -> trial.onPostStop())
                      .build();
                }));
  }

  /**
   * What the trials of a sweep share.
   *
   * @param sweep the run id
   * @param name the sweep's name
   * @param live sees every emission before it is recorded, on the trial's thread
   * @param pace steps per second, 0 for as fast as possible
   * @param checkpoints null for a sweep that nobody will resume
   */
  public record Shared(
      String sweep,
      String name,
      ProblemCache problems,
      MetricPort metrics,
      Consumer<Emission> live,
      TrialRun.Settings settings,
      double pace,
      @Nullable Checkpoints checkpoints) {}

  /** What a trial can be told. */
  public sealed interface Command {}

  /** Ends the trial between two chunks; the halt's step is the trial's own last one. */
  public record StopTrial(Verdict.Halt halt) implements Command {}

  /** Holds the trial between two chunks. */
  public record PauseTrial() implements Command {}

  /** Lets a paused trial go on. */
  public record ContinueTrial() implements Command {}

  /** Lets a trial go on past the verdict that it waits at. */
  public record OverruleVerdict() implements Command {}

  /**
   * Has the trial's chunks computed in a batch, for which it waits after {@link SharesProducts}.
   */
  record JoinBatch(ActorRef<TrialBatch.Command> batch) implements Command {}

  private record RunChunk() implements Command {}

  private record BatchAnswered(TrialBatch.Computed answer) implements Command {}

  private record CreditGranted() implements Command {}

  private record CreditRefused(Throwable cause) implements Command {}

  /** What a trial tells its parent. */
  public sealed interface Notice {}

  /** The trial's problem has products to share; the trial waits for its batch. */
  record SharesProducts(TrialSpec trial, SharedProducts products) implements Notice {}

  /** The rules gave a verdict; the trial waits. {@code tail} ends with the verdict's step. */
  public record TrialHalted(String trial, Verdict.Halt halt, MetricBlock tail) implements Notice {}

  /** The trial is over and all its metrics have been taken by the stream. */
  public record TrialEnded(String trial, TrialResult result) implements Notice {}

  /** The trial waits for the decision of a rule that compares trials. */
  public record TrialReported(String trial, Verdict.Report report) implements Notice {}

  /** A checkpoint belongs to something else; the sweep must not go on. */
  public record CheckpointRefused(String trial, String why) implements Notice {}

  private record Halted(Verdict.Halt halt, MetricBlock tail) {}

  private Behavior<Command> onCommand(Command command) {
    try {
      return switch (command) {
        case RunChunk() -> onRunChunk();
        case JoinBatch(ActorRef<TrialBatch.Command> joined) -> onJoinBatch(joined);
        case BatchAnswered(TrialBatch.Computed answer) -> onBatchAnswered(answer);
        case CreditGranted() -> onCreditGranted();
        case CreditRefused(Throwable cause) -> onCreditRefused(cause);
        case StopTrial(Verdict.Halt halt) -> onStopTrial(halt);
        case PauseTrial() -> onPauseTrial();
        case ContinueTrial() -> onContinueTrial();
        case OverruleVerdict() -> onOverruleVerdict();
      };
    } catch (Throwable e) { // whatever goes wrong in one trial must not reach the others
      return fail(e);
    }
  }

  private Behavior<Command> onRunChunk() throws IOException {
    if (paused
        || waitsForCredit
        || waitsForBatch
        || computing
        || halted != null
        || report != null
        || result != null) {
      due = true;
      return Behaviors.same();
    }
    due = false;
    if (series == null) {
      return start();
    }
    TrialRun current = Objects.requireNonNull(run);
    int paced = (int) Math.max(1, Math.min(TrialRun.MAX_CHUNK, shared.pace() / 20));
    int most = shared.pace() > 0 ? paced : TrialRun.MAX_CHUNK;
    if (batch != null) {
      computing = true;
      batch.tell(new TrialBatch.Compute(current, most, answers));
      return Behaviors.same();
    }
    long began = System.nanoTime();
    TrialRun.Chunk done = current.next(Math.min(most, chunk.steps()));
    chunk.took(System.nanoTime() - began);
    return onComputed(done);
  }

  private Behavior<Command> onJoinBatch(ActorRef<TrialBatch.Command> joined) {
    batch = joined;
    waitsForBatch = false;
    if (due) {
      context.getSelf().tell(new RunChunk());
    }
    return Behaviors.same();
  }

  private Behavior<Command> onBatchAnswered(TrialBatch.Computed answer) {
    computing = false;
    return switch (answer) {
      case TrialBatch.ChunkComputed(TrialRun.Chunk done) -> onComputed(done);
      case TrialBatch.ChunkFailed(Throwable cause) -> fail(cause);
    };
  }

  private Behavior<Command> onComputed(TrialRun.Chunk done) {
    if (shared.pace() > 0) {
      timers.startSingleTimer(
          new RunChunk(), Duration.ofNanos((long) (done.block().rows() / shared.pace() * 1e9)));
    }
    switch (done.verdict()) {
      case Verdict.Continue() -> {}
      case Verdict.Report reported -> report = reported;
      case Verdict.Halt halt -> {
        halted = new Halted(halt, done.block());
        stopUnlessVerdict = stop;
        stop = null;
      }
    }
    Objects.requireNonNull(run).takeRuleFailure().ifPresent(this::tellOfRuleFailure);
    shared.live().accept(done.block());
    if (done.recorded().rows() == 0) {
      waitsForCredit = true;
      context.getSelf().tell(new CreditGranted());
      return Behaviors.same();
    }
    return offer(done.recorded());
  }

  private Behavior<Command> start() throws IOException {
    Problem problem = shared.problems().acquire(spec);
    double lambda = problem.initialLambdaMax();
    if (!(lambda > 0)) {
      throw new IllegalArgumentException(
          "λ_max(H_0) is " + lambda + ", so that no learning rate can be normalised by it");
    }
    double eta =
        switch (spec.rate()) {
          case LearningRate.Normalised(var c) -> c.doubleValue() / lambda;
          case LearningRate.Absolute(var absolute) -> absolute.doubleValue();
        };
    Series named =
        named(
            switch (spec.rate()) {
              case LearningRate.Normalised(var c) -> c.doubleValue();
              case LearningRate.Absolute(var absolute) -> absolute.doubleValue() * lambda;
            });
    series = named;
    LastStored stored =
        shared.checkpoints() == null ? LastStored.NONE : shared.checkpoints().stored(spec);
    TrialCheckpoint from = checkpoint(eta);
    if (from == null) {
      run = TrialRun.create(named, Results.params(spec), problem, eta, shared.settings(), stored);
    } else {
      run = TrialRun.resume(named, Results.params(spec), problem, from, shared.settings(), stored);
      if (from.verdict() instanceof Verdict.Halt halt) {
        stop = halt;
      }
    }
    due = true;
    SharedProducts products = problem.sharedProducts();
    if (products != null) {
      waitsForBatch = true;
      parent.tell(new SharesProducts(spec, products));
    }
    long step = Math.max(0, run.step());
    String reason = from == null && stored.step() < 0 ? "" : "resumed";
    return offerEvent(new TrialEvent(named, now(), TrialEvent.State.STARTED, reason, step, null));
  }

  private @Nullable TrialCheckpoint checkpoint(double eta) throws IOException {
    Checkpoints checkpoints = shared.checkpoints();
    if (checkpoints == null) {
      return null;
    }
    TrialCheckpoint found =
        checkpoints.latest(spec, shared.problems().checksums(spec)).orElse(null);
    // Another processor may round λ_max(H_0) otherwise; another problem differs by far more.
    if (found != null && Math.abs(found.learningRate() - eta) > 1e-6 * Math.abs(eta)) {
      throw new RefusedCheckpointException(
          "the checkpoint of %s was made at eta %s, which is %s now: files that the config names have"
                  .formatted(spec.id(), found.learningRate(), eta)
              + " changed; restore them, or run the config anew");
    }
    return found;
  }

  private Behavior<Command> offerEvent(TrialEvent event) {
    shared.live().accept(event);
    return offer(event);
  }

  private Behavior<Command> offer(Emission emission) {
    waitsForCredit = true;
    context.pipeToSelf(
        // The last checkpoint may have to wait for room, and the trial with it.
        result == null
            ? shared.metrics().offer(emission)
            : shared.metrics().offer(emission).thenCombine(saved, (done, alsoDone) -> done),
        (done, error) -> error == null ? new CreditGranted() : new CreditRefused(error));
    return Behaviors.same();
  }

  private Behavior<Command> onCreditGranted() throws IOException {
    waitsForCredit = false;
    TrialResult ended = result;
    if (ended != null) {
      parent.tell(new TrialEnded(spec.id(), ended));
      return Behaviors.stopped();
    }
    if (ruleFailure != null) {
      TrialEvent failed = ruleFailure;
      ruleFailure = null;
      return offerEvent(failed);
    }
    if (ending != null) {
      return end(ending);
    }
    if (stop != null) {
      return end(stop);
    }
    if (halted != null) {
      parent.tell(new TrialHalted(spec.id(), halted.halt(), halted.tail()));
      return Behaviors.same();
    }
    if (report != null) {
      parent.tell(new TrialReported(spec.id(), report));
      return Behaviors.same();
    }
    saveIfDue();
    if (shared.pace() > 0 && !due) {
      return Behaviors.same();
    }
    if (batch != null) {
      return onRunChunk();
    }
    // Behind the commands that came meanwhile.
    context.getSelf().tell(new RunChunk());
    return Behaviors.same();
  }

  /** Called when the stream has taken all steps and no verdict is open. */
  private void saveIfDue() {
    Checkpoints checkpoints = shared.checkpoints();
    if (checkpoints == null || run == null || run.step() < 0) {
      return;
    }
    boolean due = System.nanoTime() - lastSave >= checkpoints.everyNanos();
    if ((due || saveAtCredit) && saved.toCompletableFuture().isDone()) {
      save(checkpoints, run, Verdict.CONTINUE, false);
    }
    saveAtCredit = false;
  }

  private void save(Checkpoints checkpoints, TrialRun of, Verdict verdict, boolean ends) {
    lastSave = System.nanoTime();
    saved = checkpoints.save(spec, shared.problems().checksums(spec), of.capture(verdict), ends);
  }

  /** The stream is gone, and with it the sweep: nothing more can be recorded. */
  private Behavior<Command> onCreditRefused(Throwable cause) {
    TrialResult ended = result;
    parent.tell(
        new TrialEnded(
            spec.id(),
            ended != null ? ended : resultOf(Outcome.FAILED, "metrics refused: " + reason(cause))));
    return Behaviors.stopped();
  }

  private Behavior<Command> onStopTrial(Verdict.Halt halt) {
    if (result != null || stop != null || ending != null) {
      return Behaviors.same();
    }
    // A verdict is a result, and must not give way to whoever came between it and its audit.
    if (halted != null && halt.outcome() == Outcome.STOPPED && !halt.equals(halted.halt())) {
      stopUnlessVerdict = halt;
      return Behaviors.same();
    }
    stop = halt;
    return waitsForCredit || computing ? Behaviors.same() : end(halt);
  }

  private Behavior<Command> onPauseTrial() {
    paused = true;
    saveAtCredit = true;
    if (!waitsForCredit && !computing && halted == null && result == null) {
      saveIfDue();
    }
    return Behaviors.same();
  }

  private Behavior<Command> onContinueTrial() {
    paused = false;
    context.getSelf().tell(new RunChunk());
    return Behaviors.same();
  }

  private Behavior<Command> onOverruleVerdict() {
    halted = null;
    report = null;
    if (stopUnlessVerdict != null) {
      stop = stopUnlessVerdict;
      return end(stopUnlessVerdict);
    }
    context.getSelf().tell(new RunChunk());
    return Behaviors.same();
  }

  private Behavior<Command> fail(Throwable error) {
    context.getLog().error("trial {} failed", spec.id(), error);
    if (result != null) {
      throw new IllegalStateException("trial " + spec.id() + " failed while ending", error);
    }
    if (error instanceof RefusedCheckpointException) {
      parent.tell(new CheckpointRefused(spec.id(), reason(error)));
    }
    return end(new Verdict.Halt(Outcome.FAILED, StopReason.ERROR, -1, reason(error)));
  }

  private Behavior<Command> end(Verdict.Halt halt) {
    // What is undecided of an interrupted trial is in its checkpoint, and decided when it goes on.
    if (run != null && halt.reason() != StopReason.INTERRUPTED) {
      MetricBlock rest = run.rest();
      if (rest.rows() > 0) {
        ending = halt;
        return offer(rest);
      }
    }
    Checkpoints checkpoints = shared.checkpoints();
    boolean failed = halt.outcome() == Outcome.FAILED;
    if (!failed && checkpoints != null && run != null && run.step() >= 0) {
      // A trial that was only stopped can go on from there; a verdict stays.
      save(checkpoints, run, halt.outcome() == Outcome.STOPPED ? Verdict.CONTINUE : halt, true);
    }
    return finish(halt);
  }

  private Behavior<Command> finish(Verdict.Halt halt) {
    String words =
        switch (halt.reason()) {
          case ERROR -> halt.reason().word() + ": " + halt.evidence();
          case RULE -> halt.reason().word() + ": " + shared.settings().rule().name();
          default -> halt.reason().word();
        };
    TrialResult ended = resultOf(halt.outcome(), words);
    result = ended;
    Series known = series == null ? named(Double.NaN) : series;
    return offerEvent(
        new TrialEvent(
            known,
            now(),
            TrialEvent.State.ENDED,
            words,
            ended.steps(),
            ended,
            grounds(halt.reason(), halt.evidence())));
  }

  private StopRecord grounds(StopReason reason, String evidence) {
    ControlRule rule = shared.settings().rule();
    String name = reason == StopReason.RULE ? rule.name() : reason.rule();
    return new StopRecord(
        name,
        name.equals(rule.name()) ? rule.settings() : "",
        evidence,
        (run == null ? Certificate.NONE : run.certificate()).word(),
        reason.censors(),
        run == null ? Map.of() : run.lastValues());
  }

  /** The event goes to the stream once the chunk has its credit. */
  private void tellOfRuleFailure(String how) {
    String rule = shared.settings().rule().name();
    context.getLog().error("trial {} goes on without the rule {}, which {}", spec.id(), rule, how);
    TrialRun current = Objects.requireNonNull(run);
    ruleFailure =
        new TrialEvent(
            Objects.requireNonNull(series),
            now(),
            TrialEvent.State.RULE_FAILED,
            rule + " " + how,
            current.step(),
            null,
            grounds(StopReason.RULE, how));
  }

  private TrialResult resultOf(Outcome outcome, String words) {
    return run == null ? Results.notStarted(spec, outcome, words) : run.result(outcome, words);
  }

  private Behavior<Command> onPostStop() {
    // A run that is lent is the batch's to close.
    if (run != null && !computing) {
      run.close();
    }
    run = null;
    shared.problems().release(spec);
    return Behaviors.same();
  }

  private Series named(double c) {
    return new Series(shared.sweep(), shared.name(), spec.id(), spec.seed(), c);
  }

  private long now() {
    return TrialClock.epochNanos(shared.settings().clock());
  }

  private static String reason(Throwable error) {
    String message = error.getMessage();
    return message == null ? error.getClass().getSimpleName() : message;
  }
}
