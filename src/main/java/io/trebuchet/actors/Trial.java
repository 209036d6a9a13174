package io.trebuchet.actors;

import io.trebuchet.config.TrialSpec;
import io.trebuchet.control.StopReason;
import io.trebuchet.control.Verdict;
import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.physics.SharedProducts;
import io.trebuchet.trial.ChunkLength;
import io.trebuchet.trial.Pace;
import io.trebuchet.trial.RefusedCheckpointException;
import io.trebuchet.trial.TrialCourse;
import io.trebuchet.trial.TrialRun;
import io.trebuchet.trial.TrialStart;
import io.trebuchet.trial.TrialTerms;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
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
 * TrialBatch} computes the chunks; all else is the same. What is decided is decided in {@link
 * TrialCourse}, what is computed in {@link TrialRun}.
 */
public final class Trial {
  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final TrialSpec spec;
  private final TrialTerms terms;
  private final TrialPorts ports;
  private final ActorRef<TrialNotice> parent;
  private final ActorRef<TrialBatch.Computed> answers;
  private final Pace pace;
  private final TrialCourse course = TrialCourse.create();
  private final ChunkLength chunk = ChunkLength.create();
  private final TrialSaves saves;
  private final TrialAccount account;
  private @Nullable TrialRun run;
  private @Nullable ActorRef<TrialBatch.Command> batch;

  private Trial(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      TrialSpec spec,
      TrialTerms terms,
      TrialPorts ports,
      ActorRef<TrialNotice> parent) {
    this.context = context;
    this.timers = timers;
    this.spec = spec;
    this.terms = terms;
    this.ports = ports;
    this.parent = parent;
    this.answers = context.messageAdapter(TrialBatch.Computed.class, BatchAnswered::new);
    this.pace = new Pace(terms.pace());
    this.saves = TrialSaves.of(spec, ports);
    this.account = TrialAccount.of(spec, terms);
  }

  /** A trial that starts at once and tells {@code parent} of its verdicts and its end. */
  public static Behavior<Command> create(
      TrialSpec spec, TrialTerms terms, TrialPorts ports, ActorRef<TrialNotice> parent) {
    return create(spec, terms, ports, parent, new RunChunk());
  }

  /** A trial that never starts: it ends at once, so that whoever hears of endings hears of it. */
  static Behavior<Command> ending(
      TrialSpec spec,
      TrialTerms terms,
      TrialPorts ports,
      ActorRef<TrialNotice> parent,
      Verdict.Halt halt) {
    return create(spec, terms, ports, parent, new StopTrial(halt));
  }

  private static Behavior<Command> create(
      TrialSpec spec,
      TrialTerms terms,
      TrialPorts ports,
      ActorRef<TrialNotice> parent,
      Command first) {
    return Behaviors.withTimers(
        timers ->
            Behaviors.setup(
                context -> {
                  context.getSelf().tell(first);
                  Trial trial = new Trial(context, timers, spec, terms, ports, parent);
                  return Behaviors.receive(Command.class)
                      .onAnyMessage(trial::onCommand)
                      .onSignal(PostStop.class, signal -> trial.onPostStop())
                      .build();
                }));
  }

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

  /** Has the chunks of a trial that shares products computed in a batch, which it waits for. */
  record JoinBatch(ActorRef<TrialBatch.Command> batch) implements Command {}

  private record RunChunk() implements Command {}

  private record BatchAnswered(TrialBatch.Computed answer) implements Command {}

  private record CreditGranted() implements Command {}

  private record CreditRefused(Throwable cause) implements Command {}

  private Behavior<Command> onCommand(Command command) {
    try {
      return switch (command) {
        case RunChunk() -> onRunChunk();
        case JoinBatch(ActorRef<TrialBatch.Command> joined) -> onJoinBatch(joined);
        case BatchAnswered(TrialBatch.Computed answer) -> onBatchAnswered(answer);
        case CreditGranted() -> onCreditGranted();
        case CreditRefused(Throwable cause) -> onCreditRefused(cause);
        case StopTrial(Verdict.Halt halt) -> course.stop(halt) ? end(halt) : Behaviors.same();
        case PauseTrial() -> onPauseTrial();
        case ContinueTrial() -> onContinueTrial();
        case OverruleVerdict() -> onOverruleVerdict();
      };
    } catch (Throwable e) { // whatever goes wrong in one trial must not reach the others
      return fail(e);
    }
  }

  private Behavior<Command> onRunChunk() throws IOException {
    if (!course.takeTurn()) {
      return Behaviors.same();
    }
    TrialRun current = run;
    if (current == null) {
      return start();
    }
    if (batch != null) {
      course.lent();
      batch.tell(new TrialBatch.Compute(current, pace.most(), answers));
      return Behaviors.same();
    }
    long began = System.nanoTime();
    TrialRun.Chunk done = current.next(Math.min(pace.most(), chunk.steps()));
    chunk.took(System.nanoTime() - began);
    return onComputed(current, done);
  }

  private Behavior<Command> start() throws IOException {
    TrialStart start = TrialStart.of(spec, terms, ports.problems(), ports.checkpoints());
    account.begins(start.series());
    TrialStart.Begun begun = start.begin();
    run = begun.run();
    course.started(begun.verdict());
    SharedProducts products = begun.products();
    if (products != null) {
      course.needsBatch();
      parent.tell(new SharesProducts(spec, products));
    }
    return announce(account.events().started(begun.run().step(), begun.resumed()));
  }

  private Behavior<Command> onJoinBatch(ActorRef<TrialBatch.Command> joined) {
    batch = joined;
    if (course.joinedBatch()) {
      context.getSelf().tell(new RunChunk());
    }
    return Behaviors.same();
  }

  private Behavior<Command> onBatchAnswered(TrialBatch.Computed answer) {
    course.returned();
    return switch (answer) {
      case TrialBatch.ChunkComputed(TrialRun.Chunk done) ->
          onComputed(Objects.requireNonNull(run), done);
      case TrialBatch.ChunkFailed(Throwable cause) -> fail(cause);
    };
  }

  private Behavior<Command> onComputed(TrialRun current, TrialRun.Chunk done) {
    if (pace.slows()) {
      timers.startSingleTimer(new RunChunk(), pace.after(done.block().rows()));
    }
    account.owes();
    course.judged(done.verdict(), done.block());
    current.takeRuleFailure().ifPresent(how -> onRuleFailed(current, how));
    ports.live().accept(done.block());
    if (done.recorded().rows() == 0) {
      account.owesNothing();
      course.offered();
      context.getSelf().tell(new CreditGranted());
      return Behaviors.same();
    }
    return offer(done.recorded());
  }

  private void onRuleFailed(TrialRun current, String how) {
    String rule = terms.settings().rule().name();
    context.getLog().error("trial {} goes on without the rule {}, which {}", spec.id(), rule, how);
    course.announce(account.events().ruleFailed(current, how));
  }

  private Behavior<Command> announce(TrialEvent event) {
    ports.live().accept(event);
    return offer(event);
  }

  private Behavior<Command> offer(Emission emission) {
    course.offered();
    CompletionStage<Done> credit = ports.metrics().offer(emission);
    if (emission instanceof MetricBlock) {
      account.owesNothing();
    }
    context.pipeToSelf(
        // The last checkpoint may have to wait for room, and the trial with it.
        course.result().isEmpty() ? credit : credit.thenCombine(saves.room(), (done, room) -> done),
        (done, error) -> error == null ? new CreditGranted() : new CreditRefused(error));
    return Behaviors.same();
  }

  private Behavior<Command> onCreditGranted() throws IOException {
    return switch (course.credited()) {
      case TrialCourse.Next.Chunk() -> onNoVerdict();
      case TrialCourse.Next.Announce(TrialEvent event) -> announce(event);
      case TrialCourse.Next.Audit(Verdict.Halt halt, MetricBlock tail) ->
          tell(new TrialNotice.TrialHalted(spec.id(), halt, tail));
      case TrialCourse.Next.Compare(Verdict.Report report) ->
          tell(new TrialNotice.TrialReported(spec.id(), report));
      case TrialCourse.Next.End(Verdict.Halt halt) -> end(halt);
      case TrialCourse.Next.Leave(TrialResult result) -> {
        parent.tell(new TrialNotice.TrialEnded(spec.id(), result, account.steps(run)));
        yield Behaviors.stopped();
      }
    };
  }

  private Behavior<Command> tell(TrialNotice notice) {
    parent.tell(notice);
    return Behaviors.same();
  }

  private Behavior<Command> onNoVerdict() throws IOException {
    saves.saveIfDue(run);
    if (pace.slows() && !course.due()) {
      return Behaviors.same();
    }
    if (batch != null) {
      return onRunChunk();
    }
    // Behind the commands that came meanwhile.
    context.getSelf().tell(new RunChunk());
    return Behaviors.same();
  }

  /** The stream is gone, and with it the sweep: nothing more can be recorded. */
  private Behavior<Command> onCreditRefused(Throwable cause) {
    TrialResult last = course.result().orElseGet(() -> account.refused(run, cause));
    parent.tell(new TrialNotice.TrialEnded(spec.id(), last, account.steps(run)));
    return Behaviors.stopped();
  }

  private Behavior<Command> onPauseTrial() {
    saves.ask();
    if (course.pause()) {
      saves.saveIfDue(run);
    }
    return Behaviors.same();
  }

  private Behavior<Command> onContinueTrial() {
    course.goOn();
    context.getSelf().tell(new RunChunk());
    return Behaviors.same();
  }

  private Behavior<Command> onOverruleVerdict() throws IOException {
    Optional<Verdict.Halt> stop = course.overrule();
    if (stop.isPresent()) {
      return end(stop.get());
    }
    if (course.isSavable()) {
      saves.saveIfDue(run);
    }
    context.getSelf().tell(new RunChunk());
    return Behaviors.same();
  }

  private Behavior<Command> fail(Throwable error) {
    context.getLog().error("trial {} failed", spec.id(), error);
    if (course.result().isPresent()) {
      throw new IllegalStateException("trial " + spec.id() + " failed while ending", error);
    }
    if (error instanceof RefusedCheckpointException) {
      parent.tell(new TrialNotice.CheckpointRefused(spec.id(), TrialFailure.words(error)));
    }
    return end(TrialFailure.halt(error, spec, ports.problems()));
  }

  private Behavior<Command> end(Verdict.Halt halt) {
    // What is undecided of an interrupted or failed trial is decided when it goes on, and may be
    // decided otherwise then.
    boolean goesOn = halt.reason() == StopReason.INTERRUPTED || halt.outcome() == Outcome.FAILED;
    if (run != null && !goesOn) {
      account.owes();
      MetricBlock rest = run.rest();
      if (rest.rows() > 0) {
        course.endsAfterCredit(halt);
        return offer(rest);
      }
      account.owesNothing();
    }
    saves.saveLast(run, halt);
    TrialResult result = account.result(run, halt);
    course.ended(result);
    return announce(account.events().ended(result, halt, run));
  }

  private Behavior<Command> onPostStop() {
    // A run that is lent is the batch's to close.
    if (run != null && !course.isLent()) {
      run.close();
    }
    run = null;
    ports.problems().release(spec);
    return Behaviors.same();
  }
}
