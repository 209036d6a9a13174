package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.process.ExitCode;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.StoredSteps;
import io.trebuchet.stores.EndedStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A paused run is killed with -9, is still paused when it is resumed, and then goes on. */
final class PausedKillTest {
  private static final List<String> SWEEP =
      List.of(
          "configs/fig05.conf",
          "--set",
          "learning-rates.c=[0.6, 2.2, 3]",
          "--set",
          "stop={ loss-change = 0, max-steps = 1500 }",
          // The default: what the pause itself saves is all that there is.
          "--set",
          "checkpoint.every=30s");

  @TempDir private Path folder;

  private static List<String> command(List<String> first, List<String> last) {
    List<String> command = new ArrayList<>(first);
    command.addAll(List.of("--quiet", "--parallelism", "2"));
    command.addAll(last);
    return command;
  }

  @Test
  void aPauseOutlivesAKillAndChangesNothing() throws Exception {
    Path whole = folder.resolve("whole");
    List<String> run = new ArrayList<>(List.of("run", "--out", whole.toString()));
    run.addAll(SWEEP);
    assertThat(Cli.run(command(run, List.of("--store", "csv")).toArray(String[]::new)).code())
        .isZero();

    Path killed = folder.resolve("killed");
    List<String> begin = new ArrayList<>(List.of("run", "--out", killed.toString()));
    begin.addAll(SWEEP);
    try (Victim victim = Victim.start(killed, command(begin, List.of("--pace", "400")))) {
      victim.awaitUnderWay();
      victim.pass(1000);
      assertThat(Cli.run("pause", killed.toString())).isEqualTo(new Cli.Said(0, ""));
      // The state that the pause saves is written once the database has the rows before it.
      victim.pass(1000);
      assertThat(victim.kill()).isTrue();
    }
    assertThat(Cli.run("export", killed.toString(), "--what", "steps"))
        .satisfies(
            said -> {
              assertThat(said.code()).isEqualTo(ExitCode.LOST);
              assertThat(said.errors())
                  .contains("is not complete: 0 of")
                  .contains("it was interrupted in attempt 1")
                  .contains("trebuchet resume " + killed)
                  .contains("--partial");
            });
    Path part = folder.resolve("part.csv");
    assertThat(
            Cli.run(
                    "export",
                    killed.toString(),
                    "--what",
                    "steps",
                    "--partial",
                    "-o",
                    part.toString())
                .code())
        .isZero();
    assertThat(Files.readAllLines(part)).hasSizeBetween(100, 4000);
    Map<String, Long> held = stored(killed);
    assertThat(held.values().stream().mapToLong(steps -> steps).sum()).isBetween(100L, 4000L);

    try (Victim victim = Victim.start(killed, command(resume(killed), List.of("--pace", "0")))) {
      victim.awaitUnderWay();
      // Long enough for an unpaced sweep to end, and for all servers to have started.
      victim.pass(5000);
      long before = cpuMillis(victim);
      victim.pass(2000);
      assertThat(cpuMillis(victim) - before).as("ms of 2 s").isLessThan(600);
      assertThat(victim.kill()).isTrue();
    }
    assertThat(stored(killed)).isEqualTo(held);

    try (Victim victim = Victim.start(killed, command(resume(killed), List.of()))) {
      victim.awaitUnderWay();
      assertThat(Cli.run("continue", killed.toString())).isEqualTo(new Cli.Said(0, ""));
      victim.pass(60_000);
      assertThat(victim.process().isAlive()).isFalse();
      assertThat(victim.process().exitValue()).isZero();
    }
    assertThat(Cli.trialsButWallTime(killed)).isEqualTo(Cli.trialsButWallTime(whole));
    assertThat(Cli.steps(killed, folder.resolve("killed.csv")))
        .isEqualTo(Cli.steps(whole, folder.resolve("whole.csv")));
    assertThat(Cli.run("verify", killed.toString()).code()).isZero();
  }

  private static Map<String, Long> stored(Path run) throws IOException {
    try (StoredSteps steps = EndedStore.usual().open(RunDirectory.open(run))) {
      return Map.copyOf(steps.stepsByTrial());
    }
  }

  private static List<String> resume(Path run) {
    return List.of("resume", run.toString());
  }

  private static long cpuMillis(Victim victim) {
    return victim.process().info().totalCpuDuration().orElseThrow().toMillis();
  }
}
