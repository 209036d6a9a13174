package io.trebuchet.run;

import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.control.Replay;
import io.trebuchet.data.DataFolders;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.observe.CloserLook;
import io.trebuchet.trial.ProblemCache;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Repeats the trials of a sweep with twice as many digits, and says whose outcome does not stand:
 * such a trial was decided by rounding.
 */
public final class PrecisionCheck {
  private final SweepConfig config;
  private int repeated;
  private int standing;
  private final List<String> lines = new ArrayList<>();

  private PrecisionCheck(SweepConfig config) {
    this.config = config;
  }

  /**
   * The lines to print.
   *
   * @throws IOException if the data cannot be read
   */
  public static List<String> lines(SweepConfig config, DataFolders folders) throws IOException {
    PrecisionCheck check = new PrecisionCheck(config);
    ProblemCache problems = ProblemCache.create(folders, config.trials());
    for (TrialSpec trial : config.trials()) {
      try {
        check.repeat(trial, problems.acquire(trial));
      } finally {
        problems.release(trial);
      }
    }
    List<String> all = new ArrayList<>();
    all.add(
        check.repeated == 0
            ? "precision  not checked: double-double arithmetic is there for small models only,"
                + " under plain gradient descent"
            : String.format(
                Locale.ROOT,
                "precision  %d of %d outcomes stand in double-double arithmetic (32 digits)",
                check.standing,
                check.repeated));
    all.addAll(check.lines);
    return all;
  }

  private void repeat(TrialSpec trial, Problem problem) {
    double rate = trial.rate().eta(problem.initialLambdaMax());
    GradientDescent precise = problem.precise(rate);
    if (precise == null || !(rate > 0) || Double.isInfinite(rate)) {
      return;
    }
    Replay usual = end(problem, problem.start(rate));
    Replay exact = end(problem, precise);
    repeated++;
    if (usual.outcome() == exact.outcome()) {
      standing++;
      return;
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "  %s: %s after %d steps, but %s after %d with more digits",
            trial.id(),
            usual.outcome().word(),
            usual.lastStep(),
            exact.outcome().word(),
            exact.lastStep()));
  }

  private Replay end(Problem problem, GradientDescent descent) {
    Replay replay = Replay.create(config.rule(), config.stop(), descent.learningRate());
    Measurement m = new Measurement();
    try (descent) {
      CloserLook closer = CloserLook.of(problem, descent);
      for (long step = 0; replay.halt().isEmpty(); step++) {
        if (step > 0) {
          descent.advance();
        }
        descent.measure(m);
        replay.observe(step, m, closer);
      }
    }
    return replay;
  }
}
