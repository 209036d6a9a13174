package io.trebuchet.trial;

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
public final class TrialStart {
  private final TrialSpec spec;
  private final TrialTerms terms;
  private final ProblemCache problems;
  private final @Nullable EarlierStates states;
  private final Problem problem;
  private final double learningRate;
  private final Series series;

  private TrialStart(
      TrialSpec spec,
      TrialTerms terms,
      ProblemCache problems,
      @Nullable EarlierStates states,
      Problem problem) {
    this.spec = spec;
    this.terms = terms;
    this.problems = problems;
    this.states = states;
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
    this.series = TrialEvents.series(spec, terms, spec.rate().c(lambda));
  }

  /**
   * The start of a trial whose problem may have to be made first.
   *
   * @param states null for a trial that begins at step 0
   * @throws IOException if its data cannot be read
   */
  public static TrialStart of(
      TrialSpec spec, TrialTerms terms, ProblemCache problems, @Nullable EarlierStates states)
      throws IOException {
    return new TrialStart(spec, terms, problems, states, problems.acquire(spec));
  }

  /** The names of the trial, with its c. */
  public Series series() {
    return series;
  }

  /**
   * A trial that is ready for its next step.
   *
   * @param verdict the one that ended it before, or {@link Verdict#CONTINUE}
   * @param resumed whether an earlier process computed a part of it
   * @param products what it shares with other trials; null if there is nothing
   */
  public record Begun(
      TrialRun run, Verdict verdict, boolean resumed, @Nullable SharedProducts products) {}

  /**
   * Begins, or goes on from the newest checkpoint.
   *
   * @throws RefusedCheckpointException if that belongs to something else
   */
  public Begun begin() throws IOException {
    EarlierStates earlier = states;
    LastStored stored = earlier == null ? LastStored.NONE : earlier.stored(spec);
    TrialCheckpoint from = earlier == null ? null : newest(earlier);
    String params = spec.point().joinedParams();
    TrialRun run =
        from == null
            ? TrialRun.create(series, params, problem, learningRate, terms.settings(), stored)
            : TrialRun.resume(series, params, problem, from, terms.settings(), stored);
    return new Begun(
        run,
        from == null ? Verdict.CONTINUE : terms.settings().raised().verdict(from),
        from != null || stored.step() >= 0,
        problem.sharedProducts());
  }

  private @Nullable TrialCheckpoint newest(EarlierStates earlier) throws IOException {
    TrialCheckpoint found =
        earlier.latest(spec, problems.checksums(spec), terms.settings()).orElse(null);
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
