package io.trebuchet.actors;

import io.trebuchet.control.Verdict;
import io.trebuchet.physics.SharedProducts;
import io.trebuchet.trial.ChunkLength;
import io.trebuchet.trial.LockStep;
import io.trebuchet.trial.TrialRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Computes the chunks of trials that share products. A trial lends its run with each request and
 * has it back with the answer. A round waits for the trials of the last one, but only for a moment:
 * one that is paused or waits for credit is not in it, and holds nobody up.
 */
final class TrialBatch {
  private static final Duration PATIENCE = Duration.ofMillis(5);

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final LockStep lockStep;
  private final Runnable release;
  private final List<Compute> ready = new ArrayList<>();
  private final Set<TrialRun> expected = new HashSet<>();
  private final ChunkLength chunk = ChunkLength.create();
  private boolean roundDue;

  private TrialBatch(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      SharedProducts products,
      Runnable release) {
    this.context = context;
    this.timers = timers;
    this.lockStep = LockStep.of(products);
    this.release = release;
  }

  /**
   * A batch without trials.
   *
   * @param release called when the batch computes no more and the problem may be freed
   */
  static Behavior<Command> create(SharedProducts products, Runnable release) {
    return Behaviors.withTimers(
        timers ->
            Behaviors.setup(
                context -> {
                  TrialBatch batch = new TrialBatch(context, timers, products, release);
                  return Behaviors.receive(Command.class)
                      .onAnyMessage(batch::onCommand)
                      .onSignal(PostStop.class, signal -> batch.onPostStop())
                      .build();
                }));
  }

  /** What a batch can be told. */
  sealed interface Command {}

  /** Compute the next chunk, of at most {@code most} steps, and answer with a {@link Computed}. */
  record Compute(TrialRun run, int most, ActorRef<Computed> replyTo) implements Command {}

  private record RunRound() implements Command {}

  private record PatienceEnded() implements Command {}

  /** The answer to {@link Compute}. */
  sealed interface Computed {}

  /** The steps were computed. */
  record ChunkComputed(TrialRun.Chunk chunk) implements Computed {}

  /** An error ended the trial's steps. */
  record ChunkFailed(Throwable cause) implements Computed {}

  private Behavior<Command> onCommand(Command command) {
    return switch (command) {
      case Compute compute -> onCompute(compute);
      case RunRound() -> onRunRound();
      case PatienceEnded() -> onPatienceEnded();
    };
  }

  private Behavior<Command> onCompute(Compute compute) {
    ready.add(compute);
    expected.remove(compute.run());
    if (expected.isEmpty()) {
      callRound();
    }
    return Behaviors.same();
  }

  private Behavior<Command> onPatienceEnded() {
    expected.clear();
    if (!ready.isEmpty()) {
      callRound();
    }
    return Behaviors.same();
  }

  /** Behind what is in the mailbox, so that every trial that is ready by now is in the round. */
  private void callRound() {
    if (!roundDue) {
      roundDue = true;
      context.getSelf().tell(new RunRound());
    }
  }

  private Behavior<Command> onRunRound() {
    roundDue = false;
    timers.cancelAll();
    List<LockStep.Part> parts =
        ready.stream().map(c -> new LockStep.Part(c.run(), c.most())).toList();
    long began = System.nanoTime();
    lockStep.compute(parts, chunk.steps());
    chunk.took(System.nanoTime() - began);
    for (int i = 0; i < parts.size(); i++) {
      ready.get(i).replyTo().tell(answer(parts.get(i)));
    }
    ready.clear();
    if (!expected.isEmpty()) {
      timers.startSingleTimer(new PatienceEnded(), PATIENCE);
    }
    return Behaviors.same();
  }

  private Computed answer(LockStep.Part part) {
    Throwable failure = part.failure();
    if (failure != null) {
      return new ChunkFailed(failure);
    }
    TrialRun.Chunk done;
    try {
      done = part.run().end();
    } catch (RuntimeException e) {
      return new ChunkFailed(e);
    }
    if (done.verdict() instanceof Verdict.Continue) {
      expected.add(part.run());
    }
    return new ChunkComputed(done);
  }

  private Behavior<Command> onPostStop() {
    ready.forEach(compute -> compute.run().close());
    release.run();
    return Behaviors.same();
  }
}
