package io.trebuchet.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trebuchet.config.FilesMode;
import io.trebuchet.config.GridPoint;
import io.trebuchet.config.LearningRate;
import io.trebuchet.config.RecordSettings;
import io.trebuchet.config.SpoolSettings;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.control.ControlRule;
import io.trebuchet.control.StopSettings;
import io.trebuchet.data.DataFolders;
import io.trebuchet.data.DataSource;
import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.quadratic.QuadraticModel;
import io.trebuchet.physics.quadratic.Spectrum;
import io.trebuchet.run.boundary.Answer;
import io.trebuchet.run.boundary.BoundaryRow;
import io.trebuchet.streams.SweepTap;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class BoundaryRunTest {
  private final List<String> said = new ArrayList<>();
  private int begun;

  /** Sees a sweep for each round. */
  private final class Rounds implements Viewer {
    @Override
    public void begin(String sweep, SweepTap tap) {
      begun++;
    }

    @Override
    public void say(String line) {
      said.add(line);
    }
  }

  private record OnePoint() implements DataSource {
    @Override
    public void check(DataFolders folders) {}

    @Override
    public Sample load(DataFolders folders, SeededRandom random) {
      return Sample.of(Dataset.of(1, new double[] {1}, new double[] {0}));
    }
  }

  private BoundaryRun run(StopSettings stop, List<GridPoint> points, String... grid) {
    LearningRate unused = new LearningRate.Normalised(BigDecimal.ONE);
    SweepConfig config =
        new SweepConfig(
            "test",
            stop,
            ControlRule.CERTIFIED,
            new RecordSettings(RecordSettings.Mode.ALL, 10, List.of()),
            new SpoolSettings(1 << 20, 0, SpoolSettings.WhenFull.BLOCK),
            Duration.ofSeconds(30),
            FilesMode.PRIVATE,
            points.stream().map(point -> TrialSpec.of(point, 9, unused)).toList(),
            "",
            List.of());
    BoundaryRun.Options options =
        new BoundaryRun.Options(
            List.of(1L, 2L, 3L),
            Stream.of(grid).map(BigDecimal::new).toList(),
            new BigDecimal("0.05"),
            stop.maxSteps(),
            2);
    return BoundaryRun.create(config, new DataFolders(List.of()), options, new Rounds());
  }

  private static GridPoint point(int index, int n) {
    // All eigenvalues of one size: converges below c = 4, diverges above it.
    return new GridPoint(
        index,
        Map.of("model.n", Integer.toString(n)),
        QuadraticModel.pure(n, 2.0 / n, Spectrum.drawn(1, 1, true)),
        new OnePoint());
  }

  @Test
  void equalEigenvaluesConvergeUpToFour() {
    BoundaryRun run =
        run(new StopSettings(1e-8, 1, 20_000), List.of(point(1, 50), point(2, 80)), "2.13", "5.3");
    run.run();
    List<BoundaryRow> rows = run.rows();
    assertThat(rows)
        .extracting(row -> row.params() + " " + row.seed())
        .containsExactly(
            "model.n=50 1",
            "model.n=50 2",
            "model.n=50 3",
            "model.n=80 1",
            "model.n=80 2",
            "model.n=80 3");
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.boundary().lastConverging().orElseThrow())
                  .isBetween(new BigDecimal("3.9"), new BigDecimal("4"));
              assertThat(row.boundary().firstFailing().orElseThrow())
                  .isBetween(new BigDecimal("4"), new BigDecimal("4.1"));
              assertThat(row.bounds().doomed()).isCloseTo(4, within(1e-9));
              assertThat(row.trials()).isGreaterThan(5);
            });
    assertThat(run.failures()).isEmpty();
    assertThat(said).hasSize(begun).first().asString().startsWith("round 1: ");
  }

  @Test
  void whatRunsOutOfStepsIsUndecided() {
    BoundaryRun run = run(new StopSettings(1e-300, 1, 3), List.of(point(0, 50)), "1.5", "1.6");
    run.run();
    assertThat(run.rows())
        .allSatisfy(
            row -> {
              assertThat(row.boundary().firstFailing()).isEmpty();
              assertThat(row.boundary().spans(Answer.UNDECIDED)).hasSize(1);
            });
  }

  @Test
  void afterAnInterruptNothingIsAsked() {
    BoundaryRun run = run(new StopSettings(1e-8, 1, 100), List.of(point(0, 50)), "1", "2");
    run.interrupt();
    run.run();
    assertThat(run.rows()).allSatisfy(row -> assertThat(row.boundary().spans()).isEmpty());
  }
}
