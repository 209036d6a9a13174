package io.trebuchet.actors;

import io.trebuchet.config.TrialSpec;
import io.trebuchet.control.Verdict;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.trial.CheckpointTimes;
import io.trebuchet.trial.ProblemCache;
import io.trebuchet.trial.TrialRun;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/** Saves one trial's state when it is due and at the end; nothing where nobody will resume it. */
final class TrialSaves {
  private final TrialSpec spec;
  private final ProblemCache problems;
  private final @Nullable Checkpoints checkpoints;
  private final CheckpointTimes times;
  private CompletionStage<Done> room = CompletableFuture.completedFuture(Done.getInstance());

  private TrialSaves(TrialSpec spec, ProblemCache problems, @Nullable Checkpoints checkpoints) {
    this.spec = spec;
    this.problems = problems;
    this.checkpoints = checkpoints;
    long every = checkpoints == null ? Long.MAX_VALUE : checkpoints.everyNanos();
    this.times = CheckpointTimes.every(every, System.nanoTime());
  }

  /** The saves of a trial that begins now. */
  static TrialSaves of(TrialSpec spec, TrialPorts ports) {
    return new TrialSaves(spec, ports.problems(), ports.checkpoints());
  }

  /** Completes when there is room for another state, after the last one saved. */
  CompletionStage<Done> room() {
    return room;
  }

  /** Somebody wants the state to be saved as soon as it can be. */
  void ask() {
    times.ask();
  }

  /** Called when the stream has taken all steps and the trial has not ended. */
  void saveIfDue(@Nullable TrialRun run) {
    if (checkpoints == null || run == null || run.step() < 0) {
      return;
    }
    if (times.takeDue(System.nanoTime()) && room.toCompletableFuture().isDone()) {
      save(checkpoints, run, Verdict.CONTINUE, false);
    }
  }

  /** The same when it ends. One that was only stopped can go on from there; a verdict stays. */
  void saveLast(@Nullable TrialRun run, Verdict.Halt halt) {
    boolean failed = halt.outcome() == Outcome.FAILED;
    if (!failed && checkpoints != null && run != null && run.step() >= 0) {
      save(checkpoints, run, halt.outcome() == Outcome.STOPPED ? Verdict.CONTINUE : halt, true);
    }
  }

  private void save(Checkpoints into, TrialRun run, Verdict verdict, boolean ends) {
    times.saved(System.nanoTime());
    room = into.save(spec, problems.checksums(spec), run.capture(verdict), ends);
  }
}
