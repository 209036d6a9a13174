package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.QuestDbSteps;
import io.trebuchet.storage.StoredSteps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills a run with -9 at random moments, resumes it each time, and holds the end against a run that
 * nobody disturbed. {@code trebuchet.kills} says how many kills there are over all experiments,
 * {@code trebuchet.kills.seed} which.
 */
final class KillTest {
  private static final int KILLS = Integer.getInteger("trebuchet.kills", 6);
  private static final long SEED = Long.getLong("trebuchet.kills.seed", System.nanoTime());

  @TempDir private Path folder;

  /**
   * A sweep that is killed.
   *
   * @param most milliseconds until a kill, at the most, once the sweep is under way
   * @param pace steps a second, at which it takes longer than that
   */
  private record Experiment(String name, int most, int pace, List<String> arguments) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Experiment> experiments() {
    return Stream.of(
        new Experiment(
            "a paced toy",
            4000,
            8,
            List.of("configs/fig01.conf", "--set", "learning-rates.c=[0.5, 1, 2.1, 3, 3.9, 4.3]")),
        new Experiment(
            "a student of a teacher",
            3000,
            300,
            List.of(
                "configs/fig05.conf",
                "--set",
                "learning-rates.c=[0.6, 1.9, 2.2, 3, 4.4]",
                "--set",
                "stop={ loss-change = 0, max-steps = 3000 }")),
        new Experiment(
            "a net of three layers",
            3000,
            500,
            List.of(
                "configs/fig01.conf",
                "--set",
                "model={ kind = relu, width = 48, hidden-layers = 2 }",
                "--set",
                "data={ kind = uniform, dimension = 6, train = 24 }",
                "--set",
                "learning-rates.c=[0.5, 1.5, 2.2, 3]",
                "--set",
                "stop={ loss-change = 0, max-steps = 6000 }",
                "--set",
                "record.observables=[residual-alignment, eigenvector-overlap, units, ntk-drift]")));
  }

  @ParameterizedTest
  @MethodSource("experiments")
  void aKilledSweepEndsLikeOneThatWasNot(Experiment experiment) throws Exception {
    Random random = new Random(SEED + experiment.name().hashCode());
    String how = "with -Dtrebuchet.kills.seed=" + SEED;
    Path undisturbed = folder.resolve("undisturbed");
    List<String> whole = new ArrayList<>(List.of("run"));
    whole.addAll(experiment.arguments());
    whole.addAll(List.of("--out", undisturbed.toString(), "--quiet"));
    assertThat(Cli.run(whole.toArray(String[]::new))).isEqualTo(new Cli.Said(0, ""));

    Path killed = folder.resolve("killed");
    int alive = 0;
    for (int kill = 0; kill < Math.max(1, KILLS / 3); kill++) {
      Process process = begin(experiment, killed, random);
      try {
        awaitUnderWay(process, killed);
        process.waitFor(random.nextInt(experiment.most()), TimeUnit.MILLISECONDS);
      } finally {
        alive += process.isAlive() ? 1 : 0;
        process.destroyForcibly().waitFor();
      }
    }
    assertThat(alive).as("kills that met a running sweep, " + how).isPositive();
    assertThat(
            Cli.run(
                "resume", killed.toString(), "--quiet", "--parallelism", "3", "--data-dir", "."))
        .as(how)
        .isEqualTo(new Cli.Said(0, ""));

    assertThat(Cli.trialsButWallTime(killed)).as(how).isEqualTo(Cli.trialsButWallTime(undisturbed));
    assertThat(Cli.steps(killed, folder.resolve("killed.csv")))
        .as(how)
        .isEqualTo(Cli.steps(undisturbed, folder.resolve("undisturbed.csv")));
    assertThat(Cli.run("verify", killed.toString()).code()).as(how).isZero();
    assertTimestampsIncrease(killed);
  }

  private static Process begin(Experiment experiment, Path out, Random random) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    command.add(Trebuchet.class.getName());
    if (Files.exists(out.resolve("manifest.json"))) {
      command.addAll(List.of("resume", out.toString()));
    } else {
      command.add("run");
      command.addAll(experiment.arguments());
      // So often that most kills meet a checkpoint being written.
      command.addAll(List.of("--set", "checkpoint.every=30ms", "--out", out.toString()));
    }
    command.addAll(List.of("--quiet", "--parallelism", Integer.toString(1 + random.nextInt(3))));
    command.addAll(
        List.of("--pace", Integer.toString(experiment.pace() * (1 + random.nextInt(3)))));
    ProcessBuilder builder = new ProcessBuilder(command);
    return builder
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** The manifest comes when the store is open, and steps flow. */
  private static void awaitUnderWay(Process process, Path out) throws InterruptedException {
    while (process.isAlive() && !Files.exists(out.resolve("endpoint.json"))) {
      process.waitFor(20, TimeUnit.MILLISECONDS);
    }
    process.waitFor(200, TimeUnit.MILLISECONDS);
  }

  private static void assertTimestampsIncrease(Path run) throws IOException {
    String id = Manifest.read(run.resolve("manifest.json")).runId();
    try (StoredSteps steps = QuestDbSteps.open(run.resolve("db"), id)) {
      for (String trial : steps.stepsByTrial().keySet()) {
        long[] last = {0, -1};
        steps.read(trial, block -> check(block, last));
      }
    }
  }

  private static void check(MetricBlock block, long[] last) {
    for (int row = 0; row < block.rows(); row++) {
      assertThat(block.timestamp(row)).isGreaterThan(last[0]);
      assertThat(block.step(row)).isEqualTo(last[1] + 1);
      last[0] = block.timestamp(row);
      last[1] = block.step(row);
    }
  }
}
