package io.trebuchet.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trebuchet.config.Overrides;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.SweepReader;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.control.Verdict;
import io.trebuchet.data.DataFolders;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.trial.ProblemCache;
import io.trebuchet.trial.TrialJob;
import io.trebuchet.trial.TrialRun;
import io.trebuchet.trial.TrialStart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trial is written to bytes, and another process trains it from them. */
final class TrialJobTest {
  private static final TrialJob JOB = new TrialJob("run", "s3-c2.1", 0, true, List.of(70L, 900L));

  @TempDir private Path folder = Path.of("");

  private Path config() throws Exception {
    SweepConfig sweep =
        SweepReader.create(new DataFolders(List.of()))
            .read(
                Path.of("configs/fig04.conf"),
                Overrides.of("learning-rates.c=[1, 2.1]", "sweep.seeds=[3]", "stop.max-steps=60"));
    return Files.writeString(folder.resolve("job.conf"), sweep.resolved());
  }

  /** The losses and ηλ of all steps that a job computes, as their bits. */
  private static List<String> train(byte[] bytes, Path config) throws Exception {
    DataFolders nowhere = new DataFolders(List.of());
    TrialJob job = (TrialJob) WireFormat.ofValues().read(bytes);
    TrialJob.Opened opened = job.open(config, SweepReader.create(nowhere), InstantSource.system());
    TrialSpec spec = opened.spec();
    ProblemCache problems = ProblemCache.create(nowhere, List.of(spec));
    List<String> steps = new ArrayList<>();
    try (TrialRun run = TrialStart.of(spec, opened.terms(), problems, null).begin().run()) {
      Verdict verdict = Verdict.CONTINUE;
      while (verdict instanceof Verdict.Continue) {
        TrialRun.Chunk chunk = run.next(16);
        verdict = chunk.verdict();
        MetricBlock block = chunk.recorded();
        for (int row = 0; row < block.rows(); row++) {
          steps.add(
              block.step(row)
                  + " "
                  + Double.toHexString(block.value(Metric.LOSS, row))
                  + " "
                  + Double.toHexString(block.value(Metric.ETA_LAMBDA, row)));
        }
      }
    }
    return steps;
  }

  /** The other process. */
  public static void main(String[] arguments) throws Exception {
    byte[] bytes = Files.readAllBytes(Path.of(arguments[0]));
    Files.write(Path.of(arguments[2]), train(bytes, Path.of(arguments[1])));
  }

  @Test
  void anotherProcessComputesTheSameBits() throws Exception {
    Path config = config();
    byte[] bytes = WireFormat.ofValues().write(JOB);
    Path job = Files.write(folder.resolve("job"), bytes);
    Path steps = folder.resolve("steps");
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                TrialJobTest.class.getName(),
                job.toString(),
                config.toString(),
                steps.toString())
            .inheritIO()
            .start();
    assertThat(other.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(other.exitValue()).isZero();
    assertThat(Files.readAllLines(steps)).hasSizeGreaterThan(20).isEqualTo(train(bytes, config));
  }

  @Test
  void itComesBackAsItWas() throws Exception {
    assertThat(WireFormat.ofValues().read(WireFormat.ofValues().write(JOB))).isEqualTo(JOB);
  }

  @Test
  void aTrialThatTheConfigDoesNotHaveIsNamed() throws Exception {
    TrialJob other = new TrialJob("run", "s3-c7", 0, true, List.of());
    Path config = config();
    SweepReader reader = SweepReader.create(new DataFolders(List.of()));
    assertThatThrownBy(() -> other.open(config, reader, InstantSource.system()))
        .hasMessageContaining("has no trial s3-c7");
  }
}
