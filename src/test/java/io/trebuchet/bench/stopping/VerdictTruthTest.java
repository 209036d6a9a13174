package io.trebuchet.bench.stopping;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.config.Overrides;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.SweepReader;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.data.DataFolders;
import io.trebuchet.physics.Problem;
import io.trebuchet.trial.ProblemCache;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class VerdictTruthTest {
  private static VerdictTally of(String figure, long seed, String... set) throws Exception {
    SweepConfig config =
        SweepReader.create()
            .read(
                Path.of("configs", figure + ".conf"),
                new Overrides(List.of(set), OptionalLong.of(seed)));
    ProblemCache problems = ProblemCache.create(new DataFolders(List.of()), config.trials());
    VerdictTally tally = VerdictTally.EMPTY;
    for (TrialSpec trial : config.trials()) {
      Problem problem = problems.acquire(trial);
      double rate = trial.rate().eta(problem.initialLambdaMax());
      tally = tally.plus(VerdictTruth.of(problem, rate, config.stop(), config.rule(), 500));
      problems.release(trial);
    }
    return tally;
  }

  @Test
  void aStandStillAtTheEdgeIsFalseByTheLossAlone() throws Exception {
    VerdictTally tally =
        of(
            "fig06",
            19,
            "model.feature-scale=none",
            "model.zeta2=1/n-psi",
            "learning-rates.c=[1, 2]");
    assertThat(tally.trials()).isEqualTo(2);
    assertThat(tally.plain()).isEqualTo(2);
    assertThat(tally.plainFalse()).isEqualTo(1);
    assertThat(tally.converged()).isEqualTo(1);
    assertThat(tally.convergedFalse()).isZero();
    assertThat(tally.incomplete()).isEqualTo(1);
  }

  @Test
  void noVerdictOfFigures1And4IsFalse() throws Exception {
    VerdictTally tally = of("fig01", 2, "learning-rates.c=[0.5, 2.1, 3, 4.5]").plus(of("fig04", 2));
    assertThat(tally.converged()).isGreaterThan(10);
    assertThat(tally.convergedFalse()).isZero();
    assertThat(tally.oscillatingFalse()).isZero();
  }
}
