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
import io.trebuchet.streams.MetricPort;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
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
 * until it is stopped or told to go on.
 */
public final class Trial {
  /** Chunks grow up to about this long, so that commands never wait longer. */
  private static final long CHUNK_NANOS = 2_000_000;

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final TrialSpec spec;
  private final Shared shared;
  private final ActorRef<Notice> parent;
  private @Nullable Series series;
  private @Nullable TrialRun run;
  private int chunk = 1;
  private boolean paused;
  private boolean waitsForCredit;
  private boolean due;
  private Verdict.@Nullable Report report;
  private Verdict.@Nullable Halt stop;
  private @Nullable Halted halted;
  private @Nullable TrialEvent ruleFailure;
  private @Nullable TrialResult result;

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
   * @param pace steps per second, 0 for as fast as possible
   */
  public record Shared(
      String sweep,
      String name,
      ProblemCache problems,
      MetricPort metrics,
      TrialRun.Settings settings,
      double pace) {}

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

  private record RunChunk() implements Command {}

  private record CreditGranted() implements Command {}

  private record CreditRefused(Throwable cause) implements Command {}

  /** What a trial tells its parent. */
  public sealed interface Notice {}

  /** The rules gave a verdict; the trial waits. {@code tail} ends with the verdict's step. */
  public record TrialHalted(String trial, Verdict.Halt halt, MetricBlock tail) implements Notice {}

  /** The trial is over and all its metrics have been taken by the stream. */
  public record TrialEnded(String trial, TrialResult result) implements Notice {}

  /** The trial waits for the decision of a rule that compares trials. */
  public record TrialReported(String trial, Verdict.Report report) implements Notice {}

  private record Halted(Verdict.Halt halt, MetricBlock tail) {}

  private Behavior<Command> onCommand(Command command) {
    try {
      return switch (command) {
        case RunChunk() -> onRunChunk();
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
    if (paused || waitsForCredit || halted != null || report != null || result != null) {
      due = true;
      return Behaviors.same();
    }
    due = false;
    if (series == null) {
      return start();
    }
    TrialRun current = Objects.requireNonNull(run);
    long began = System.nanoTime();
    TrialRun.Chunk done = current.next(chunk);
    long took = System.nanoTime() - began;
    if (shared.pace() > 0) {
      chunk = (int) Math.max(1, Math.min(TrialRun.MAX_CHUNK, shared.pace() / 20));
      timers.startSingleTimer(
          new RunChunk(), Duration.ofNanos((long) (done.block().rows() / shared.pace() * 1e9)));
    } else if (took < CHUNK_NANOS / 2) {
      chunk = Math.min(2 * chunk, TrialRun.MAX_CHUNK);
    } else if (took > 2 * CHUNK_NANOS) {
      chunk = Math.max(1, chunk / 2);
    }
    switch (done.verdict()) {
      case Verdict.Continue() -> {}
      case Verdict.Report reported -> report = reported;
      case Verdict.Halt halt -> halted = new Halted(halt, done.block());
    }
    current.takeRuleFailure().ifPresent(this::tellOfRuleFailure);
    return offer(done.block());
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
    run = TrialRun.create(named, Results.params(spec), problem, eta, shared.settings());
    due = true;
    return offer(new TrialEvent(named, now(), TrialEvent.State.STARTED, "", 0, null));
  }

  private Behavior<Command> offer(Emission emission) {
    waitsForCredit = true;
    context.pipeToSelf(
        shared.metrics().offer(emission),
        (done, error) -> error == null ? new CreditGranted() : new CreditRefused(error));
    return Behaviors.same();
  }

  private Behavior<Command> onCreditGranted() {
    waitsForCredit = false;
    TrialResult ended = result;
    if (ended != null) {
      parent.tell(new TrialEnded(spec.id(), ended));
      return Behaviors.stopped();
    }
    if (ruleFailure != null) {
      TrialEvent failed = ruleFailure;
      ruleFailure = null;
      return offer(failed);
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
    if (shared.pace() == 0 || due) {
      context.getSelf().tell(new RunChunk());
    }
    return Behaviors.same();
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
    if (result != null || stop != null) {
      return Behaviors.same();
    }
    stop = halt;
    return waitsForCredit ? Behaviors.same() : end(halt);
  }

  private Behavior<Command> onPauseTrial() {
    paused = true;
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
    context.getSelf().tell(new RunChunk());
    return Behaviors.same();
  }

  private Behavior<Command> fail(Throwable error) {
    context.getLog().error("trial {} failed", spec.id(), error);
    if (result != null) {
      throw new IllegalStateException("trial " + spec.id() + " failed while ending", error);
    }
    return end(new Verdict.Halt(Outcome.FAILED, StopReason.ERROR, -1, reason(error)));
  }

  private Behavior<Command> end(Verdict.Halt halt) {
    String words =
        switch (halt.reason()) {
          case ERROR -> halt.reason().word() + ": " + halt.evidence();
          case RULE -> halt.reason().word() + ": " + shared.settings().rule().name();
          default -> halt.reason().word();
        };
    TrialResult ended = resultOf(halt.outcome(), words);
    result = ended;
    Series known = series == null ? named(Double.NaN) : series;
    return offer(
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
    if (run != null) {
      run.close();
      run = null;
    }
    shared.problems().release(spec);
    return Behaviors.same();
  }

  private Series named(double c) {
    return new Series(shared.sweep(), shared.name(), spec.id(), spec.seed(), c);
  }

  private long now() {
    return TrialRun.epochNanos(shared.settings().clock());
  }

  private static String reason(Throwable error) {
    String message = error.getMessage();
    return message == null ? error.getClass().getSimpleName() : message;
  }
}
