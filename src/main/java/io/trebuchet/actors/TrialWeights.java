package io.trebuchet.actors;

import io.trebuchet.config.SweepIdentity;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.storage.CheckpointFiles;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Weights of trials that have run, from their checkpoints. */
public final class TrialWeights {
  private final ProblemCache problems;
  private final CheckpointFiles files;
  private final SweepIdentity identity;
  private final Consumer<String> warn;
  private final WireFormat format = WireFormat.ofValues();

  private TrialWeights(
      ProblemCache problems, CheckpointFiles files, SweepIdentity identity, Consumer<String> warn) {
    this.problems = problems;
    this.files = files;
    this.identity = identity;
    this.warn = warn;
  }

  /**
   * The weights of a run.
   *
   * @param identity what its checkpoints belong to
   * @param warn lines for people
   */
  public static TrialWeights of(
      ProblemCache problems, CheckpointFiles files, SweepIdentity identity, Consumer<String> warn) {
    return new TrialWeights(problems, files, identity, warn);
  }

  /**
   * θ at a step of a trial, which is asked for once. From the newest checkpoint up to that step the
   * trial is computed again, which gives the same bits; mostly there is nothing to compute.
   */
  public double[] at(TrialSpec trial, long step) throws IOException {
    Problem problem = problems.acquire(trial);
    try {
      TrialCheckpoint from = newest(trial, step);
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
        return descent.weights();
      }
    } finally {
      problems.release(trial);
    }
  }

  private @Nullable TrialCheckpoint newest(TrialSpec trial, long step) throws IOException {
    CheckpointFiles.Contents contents = files.read(trial.id());
    contents.damaged().forEach(warn);
    String expected = Fingerprint.of(identity, trial, problems.checksums(trial));
    for (CheckpointFiles.Found found : contents.valid()) {
      if (!found.fingerprint().equals(expected)) {
        throw new RefusedCheckpointException(
            "%s belongs to another model, other data or another version".formatted(found.file()));
      }
      try {
        if (format.read(found.payload()) instanceof TrialCheckpoint checkpoint
            && checkpoint.step() <= step) {
          return checkpoint;
        }
      } catch (WireFormat.DamagedException e) {
        warn.accept("%s is damaged (%s)".formatted(found.file(), e.getMessage()));
      }
    }
    return null;
  }
}
