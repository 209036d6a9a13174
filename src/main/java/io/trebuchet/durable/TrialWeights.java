package io.trebuchet.durable;

import io.trebuchet.config.SweepIdentity;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.storage.CheckpointFiles;
import io.trebuchet.trial.ProblemCache;
import io.trebuchet.trial.TrialCheckpoint;
import java.io.IOException;
import java.util.function.Consumer;

/** Weights of trials that have run, from their checkpoints. */
public final class TrialWeights {
  private final ProblemCache problems;
  private final CheckpointReader reader;

  private TrialWeights(ProblemCache problems, CheckpointReader reader) {
    this.problems = problems;
    this.reader = reader;
  }

  /**
   * The weights of a run.
   *
   * @param identity what its checkpoints belong to
   * @param warn lines for people
   */
  public static TrialWeights of(
      ProblemCache problems, CheckpointFiles files, SweepIdentity identity, Consumer<String> warn) {
    return new TrialWeights(problems, CheckpointReader.of(files, identity, warn));
  }

  /**
   * θ at a step of a trial, as {@code model.initial-weights} reads it. It is asked for once. From
   * the newest checkpoint up to that step the trial is computed again, which gives the same bits;
   * mostly there is nothing to compute.
   */
  public double[] at(TrialSpec trial, long step) throws IOException {
    Problem problem = problems.acquire(trial);
    try {
      TrialCheckpoint from =
          reader
              .newest(trial, problems.checksums(trial), checkpoint -> checkpoint.step() <= step)
              .orElse(null);
      try (GradientDescent descent =
          from == null
              ? problem.start(trial.rate().eta(problem.initialLambdaMax()))
              : problem.resume(from.learningRate(), from.descent())) {
        Measurement measurement = new Measurement();
        descent.measure(measurement);
        for (long s = from == null ? 0 : from.step(); s < step; s++) {
          descent.advance();
          descent.measure(measurement);
        }
        return problem.given(descent.weights());
      }
    } finally {
      problems.release(trial);
    }
  }
}
