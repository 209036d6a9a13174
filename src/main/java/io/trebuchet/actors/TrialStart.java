package io.trebuchet.actors;

import io.trebuchet.config.TrialSpec;
import io.trebuchet.control.Verdict;
import io.trebuchet.metrics.Series;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.SharedProducts;
import io.trebuchet.storage.LastStored;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a trial begins: with its problem, its η, and the checkpoint that it goes on from, if any. */
final class TrialStart {
  private final TrialSpec spec;
  private final Trial.Shared shared;
  private final Problem problem;
  private final double learningRate;
  private final Series series;

  private TrialStart(TrialSpec spec, Trial.Shared shared, Problem problem) {
    this.spec = spec;
    this.shared = shared;
    this.problem = problem;
    double lambda = problem.initialLambdaMax();
    this.learningRate = spec.rate().eta(lambda);
    if (!(lambda > 0) && !(lambda == 0 && Double.isFinite(learningRate))) {
      throw new IllegalArgumentException(
          "λ_max(H_0) is " + lambda + ", so that no learning rate can be normalised by it");
    }
    if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the learning rate is %s at λ_max(H_0) = %s: it must be finite and above 0",
              learningRate,
              lambda));
    }
    this.series = TrialEvents.series(spec, shared, spec.rate().c(lambda));
  }

  /**
   * The start of a trial whose problem may have to be made first.
   *
   * @throws IOException if its data cannot be read
   */
  static TrialStart of(TrialSpec spec, Trial.Shared shared) throws IOException {
    return new TrialStart(spec, shared, shared.problems().acquire(spec));
  }

  /** The names of the trial, with its c. */
  Series series() {
    return series;
  }

  /**
   * A trial that is ready for its next step.
   *
   * @param verdict the one that ended it before, or {@link Verdict#CONTINUE}
   * @param resumed whether an earlier process computed a part of it
   * @param products what it shares with other trials; null if there is nothing
   */
  record Begun(TrialRun run, Verdict verdict, boolean resumed, @Nullable SharedProducts products) {}

  /**
   * Begins, or goes on from the newest checkpoint.
   *
   * @throws RefusedCheckpointException if that belongs to something else
   */
  Begun begin() throws IOException {
    Checkpoints checkpoints = shared.checkpoints();
    LastStored stored = checkpoints == null ? LastStored.NONE : checkpoints.stored(spec);
    TrialCheckpoint from = checkpoints == null ? null : newest(checkpoints);
    String params = spec.point().joinedParams();
    TrialRun run =
        from == null
            ? TrialRun.create(series, params, problem, learningRate, shared.settings(), stored)
            : TrialRun.resume(series, params, problem, from, shared.settings(), stored);
    return new Begun(
        run,
        from == null ? Verdict.CONTINUE : shared.settings().raised().verdict(from),
        from != null || stored.step() >= 0,
        problem.sharedProducts());
  }

  private @Nullable TrialCheckpoint newest(Checkpoints checkpoints) throws IOException {
    TrialCheckpoint found =
        checkpoints.latest(spec, shared.problems().checksums(spec), shared.settings()).orElse(null);
    // Another processor may round λ_max(H_0) otherwise; another problem differs by far more.
    if (found != null
        && Math.abs(found.learningRate() - learningRate) > 1e-6 * Math.abs(learningRate)) {
      throw new RefusedCheckpointException(
          String.format(
                  Locale.ROOT,
                  "the checkpoint of %s was made at eta %s, which is %s now: files that the config"
                      + " names have",
                  spec.id(),
                  found.learningRate(),
                  learningRate)
              + " changed; restore them, or run the config anew");
    }
    return found;
  }
}
