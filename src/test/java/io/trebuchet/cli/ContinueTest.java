package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.process.ExitCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code continue} on runs that no process works on. */
final class ContinueTest {
  private static final List<String> SWEEP =
      List.of(
          "configs/fig01.conf",
          "--set",
          "model.n=100",
          "--set",
          "learning-rates.c=[0.5, 1, 2.5]",
          "--set",
          "stop={ loss-change = 0, max-steps = 60 }",
          "--set",
          "record={ mode = all, test-every = 0 }",
          "--store",
          "csv",
          "--quiet");

  @TempDir private Path folder;

  private Path whole() {
    Path out = folder.resolve("whole");
    assertThat(Cli.run(run(out).toArray(String[]::new))).isEqualTo(new Cli.Said(0, ""));
    return out;
  }

  private static List<String> run(Path out, String... more) {
    List<String> command = new ArrayList<>(List.of("run", "--out", out.toString()));
    command.addAll(SWEEP);
    command.addAll(List.of(more));
    return command;
  }

  private void assertResumedLikeWhole(Path run) throws Exception {
    assertThat(Cli.run("resume", run.toString(), "--quiet")).isEqualTo(new Cli.Said(0, ""));
    Path whole = whole();
    assertThat(Cli.trialsButWallTime(run)).isEqualTo(Cli.trialsButWallTime(whole));
    assertThat(Cli.steps(run, folder.resolve("a.csv")))
        .isEqualTo(Cli.steps(whole, folder.resolve("b.csv")));
    assertThat(Cli.run("verify", run.toString()).code()).isZero();
  }

  private static Map<String, String> withoutAttempt(Map<String, String> trial) {
    Map<String, String> rest = new HashMap<>(trial);
    rest.remove("attempt");
    return rest;
  }

  /** The faster sweep is over at once. */
  @ParameterizedTest
  @ValueSource(strings = {"15", "60"})
  void aStoppedTrialOfAnEndedSweepGoesOnWithTheNextResume(String pace) throws Exception {
    Path out = folder.resolve("ended");
    try (Victim victim = Victim.start(out, run(out, "--pace", pace, "--parallelism", "3"))) {
      victim.awaitUnderWay();
      assertThat(Cli.run("stop", out.toString(), "s1-c2.5")).isEqualTo(new Cli.Said(0, ""));
      victim.pass(60_000);
      assertThat(victim.process().isAlive()).isFalse();
      assertThat(victim.process().exitValue()).isZero();
    }
    Map<String, String> stopped = withoutAttempt(Cli.trials(out).getLast());
    assertThat(stopped)
        .containsEntry("outcome", "stopped")
        .containsEntry("stop_reason", "user")
        .doesNotContainEntry("steps", "60");
    assertThat(Cli.run("resume", out.toString(), "--quiet")).isEqualTo(new Cli.Said(0, ""));
    assertThat(withoutAttempt(Cli.trials(out).getLast())).isEqualTo(stopped);

    assertThat(Cli.run("continue", out.toString(), "s1-c2.5", "s1-c1"))
        .satisfies(
            said -> {
              assertThat(said.code()).isEqualTo(ExitCode.USAGE);
              assertThat(said.errors()).contains("s1-c1 has ended by itself (converged)");
            });
    assertThat(Cli.run("resume", out.toString(), "--quiet")).isEqualTo(new Cli.Said(0, ""));
    assertThat(withoutAttempt(Cli.trials(out).getLast())).isEqualTo(stopped);

    assertThat(Cli.run("continue", out.toString(), "s1-c2.5")).isEqualTo(new Cli.Said(0, ""));
    assertResumedLikeWhole(out);
  }

  @Test
  void aPausedSweepThatWasKilledIsLetGoOn() throws Exception {
    Path out = folder.resolve("paused");
    try (Victim victim = Victim.start(out, run(out, "--pace", "15"))) {
      victim.awaitUnderWay();
      assertThat(Cli.run("pause", out.toString(), "s1-c0.5").code()).isZero();
      assertThat(Cli.run("pause", out.toString()).code()).isZero();
      assertThat(victim.kill()).isTrue();
    }
    assertThat(Cli.run("continue", out.toString())).isEqualTo(new Cli.Said(0, ""));
    assertResumedLikeWhole(out);
  }
}
