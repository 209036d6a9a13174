package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run whose limit of steps is raised comes to what a run with the higher limit comes to. */
final class RaisedLimitTest {
  private static final String TOY =
      """
      model { kind = pure-quadratic, n = 20 }
      data { kind = toy }
      learning-rates { c = [0.4, 1, 2.5, 3, 4.5] }
      """;
  private static final String TESTED =
      """
      sweep.seeds = [1, 2]
      model { kind = quadratic-with-bias, n-psi = 12, n-phi = 3 }
      data { kind = teacher-student, n-psi = 14, n-phi = 3, train = 4, test = 20 }
      learning-rates { c = [0.3, 1.5, 3.2] }
      record.test-every = 4
      """;
  private static final String RELU =
      """
      model { kind = relu, width = 24 }
      data { kind = uniform, dimension = 3, train = 6 }
      learning-rates { c = [0.3, 1.5, 2.6, 8] }
      """;

  @TempDir private Path folder;

  private Cli.Said run(String out, String config, String... more) throws IOException {
    Path file = Files.writeString(folder.resolve("case.conf"), config);
    List<String> command = new ArrayList<>(List.of("run", file.toString(), "--no-web", "--quiet"));
    command.addAll(List.of("--out", folder.resolve(out).toString()));
    command.addAll(List.of(more));
    return Cli.run(command.toArray(String[]::new));
  }

  private Cli.Said raise(String out, long limit, String... more) {
    List<String> command = new ArrayList<>(List.of("resume", folder.resolve(out).toString()));
    command.addAll(List.of("--no-web", "--quiet", "--set", "stop.max-steps=" + limit));
    command.addAll(List.of(more));
    return Cli.run(command.toArray(String[]::new));
  }

  private List<String> trials(String out) throws IOException {
    return Cli.trialsButWallTime(folder.resolve(out));
  }

  private List<List<String>> steps(String out) throws IOException {
    return Cli.steps(folder.resolve(out), folder.resolve(out + ".csv"));
  }

  private void assertSame(String config, String stop, String store, long... limits)
      throws IOException {
    String text = config + "stop { " + stop + " }\n";
    assertThat(run("some", text, "--store", store, "--set", "stop.max-steps=" + limits[0]).code())
        .isZero();
    List<String> before = trials("some");
    for (int i = 1; i < limits.length; i++) {
      Cli.Said said = raise("some", limits[i]);
      assertThat(said.code()).as(said.errors()).isZero();
    }
    long last = limits[limits.length - 1];
    assertThat(run("whole", text, "--store", store, "--set", "stop.max-steps=" + last).code())
        .isZero();
    assertThat(trials("some")).isEqualTo(trials("whole")).isNotEqualTo(before);
    // No rows, so none to verify.
    boolean kept = !store.equals("none");
    assertThat(Cli.run("verify", folder.resolve("some").toString()).code()).isEqualTo(kept ? 0 : 2);
    if (kept) {
      assertThat(steps("some")).isEqualTo(steps("whole"));
    }
  }

  /** Nothing but the limit ends a trial, be its loss finite or not. */
  @ParameterizedTest
  @ValueSource(longs = {6, 7, 40, 400})
  void withoutAnyRule(long limit) throws IOException {
    assertSame(TOY + "control.rule = none\n", "loss-change = 0", "csv", 5, limit);
  }

  /** A dead trial is one only at the limit, and so is one whose loss is infinite. */
  @ParameterizedTest
  @ValueSource(longs = {151, 500})
  void withoutAnyRuleButThatOfTheLossChange(long limit) throws IOException {
    assertSame(RELU + "control.rule = none\n", "loss-change = 1e-7", "csv", 150, limit);
  }

  @Test
  void inADatabase() throws IOException {
    assertSame(TOY, "loss-change = 1e-8", "questdb", 12, 300);
  }

  /** The last tenth begins before the old limit: what it needs of the past is computed again. */
  @Test
  void byLittle() throws IOException {
    assertSame(RELU, "loss-change = 1e-9", "csv", 100, 105, 111, 260);
  }

  /** A test set is evaluated at the steps that are due, the old limit being none of them. */
  @ParameterizedTest
  @ValueSource(longs = {8, 9, 33})
  void withTestSets(long limit) throws IOException {
    assertSame(TESTED, "loss-change = 1e-9", "csv", 7, limit);
  }

  @Test
  void withoutSteps() throws IOException {
    assertSame(RELU, "loss-change = 1e-9", "none", 30, 90);
  }

  @Test
  void togetherWithFurtherTrials() throws IOException {
    String stop = "stop { loss-change = 1e-8, max-steps = 10 }\n";
    assertThat(run("some", TOY + stop, "--store", "csv").code()).isZero();
    assertThat(raise("some", 50, "--set", "learning-rates.c=[0.4, 1, 2, 2.5, 3, 4.5]").code())
        .isZero();
    assertThat(
            run(
                    "whole",
                    TOY + stop,
                    "--store",
                    "csv",
                    "--set",
                    "stop.max-steps=50",
                    "--set",
                    "learning-rates.c=[0.4, 1, 2, 2.5, 3, 4.5]")
                .code())
        .isZero();
    assertThat(trials("some")).isEqualTo(trials("whole"));
    assertThat(steps("some")).isEqualTo(steps("whole"));
  }

  /** What was recorded around the old limit stays; all else is as it would be without. */
  @ParameterizedTest
  @ValueSource(longs = {205, 600})
  void withAdaptiveRecording(long limit) throws IOException {
    String text = RELU + "record.mode = adaptive\nstop { loss-change = 1e-12, max-steps = 200 }\n";
    assertThat(run("some", text, "--store", "csv").code()).isZero();
    assertThat(raise("some", limit).code()).isZero();
    assertThat(run("whole", text, "--store", "csv", "--set", "stop.max-steps=" + limit).code())
        .isZero();
    assertThat(trials("some")).isEqualTo(trials("whole"));
    assertThat(Cli.run("verify", folder.resolve("some").toString()).code()).isZero();
    assertThat(steps("some")).containsAll(steps("whole"));
    assertThat(steps("some").size()).isLessThan(steps("whole").size() + 4 * 80);
  }

  /** What is lost of them later is computed again, as it was. */
  @Test
  void evenIfTheDatabaseIsLost() throws IOException {
    String text = RELU + "record.mode = adaptive\nstop { loss-change = 1e-12, max-steps = 200 }\n";
    assertThat(run("some", text, "--store", "csv").code()).isZero();
    assertThat(raise("some", 300).code()).isZero();
    List<List<String>> before = steps("some");
    try (var files = Files.walk(folder.resolve("some").resolve("csv"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
    Cli.Said said =
        Cli.run("resume", folder.resolve("some").toString(), "--no-web", "--quiet", "--recompute");
    assertThat(said.code()).as(said.errors()).isZero();
    assertThat(Cli.run("verify", folder.resolve("some").toString()).code()).isZero();
    assertThat(steps("some")).isEqualTo(before);
  }

  @Test
  void theManifestKeepsTheEarlierLimits() throws IOException {
    assertThat(run("some", TOY + "stop { max-steps = 5 }\n", "--store", "none").code()).isZero();
    assertThat(raise("some", 9).code()).isZero();
    String manifest = Files.readString(folder.resolve("some").resolve("manifest.json"));
    assertThat(manifest.replaceAll("\\s", ""))
        .contains(
            "\"step_limits\":[{\"attempt\":1,\"max_steps\":5},{\"attempt\":2,\"max_steps\":9}]");
  }

  @Test
  void theLimitIsNeverLowered() throws IOException {
    assertThat(run("some", TOY + "stop { max-steps = 9 }\n", "--store", "none").code()).isZero();
    List<String> before = trials("some");
    assertThat(raise("some", 8))
        .satisfies(
            said -> {
              assertThat(said.code()).isEqualTo(2);
              assertThat(said.errors())
                  .contains("stop.max-steps: was 9, is 8: it can only be raised");
            });
    assertThat(raise("some", 12).code()).isZero();
    assertThat(raise("some", 10).errors()).contains("stop.max-steps: was 12, is 10");
    assertThat(trials("some")).isNotEqualTo(before);
  }

  /** Before the limit comes, such a verdict depends on when it comes. */
  @Test
  void notWhereVerdictsBeforeItDependOnIt() throws IOException {
    String text = TOY + "control.certified.basin = true\nstop { max-steps = 9 }\n";
    assertThat(run("some", text, "--store", "none").code()).isZero();
    assertThat(raise("some", 12))
        .satisfies(
            said -> {
              assertThat(said.code()).isEqualTo(2);
              assertThat(said.errors()).contains("stop.max-steps", "control.certified.basin");
            });
  }

  @Test
  void trialsThatEndedOtherwiseStayAsTheyAre() throws IOException {
    assertThat(
            run("some", TOY + "stop { loss-change = 1e-8, max-steps = 12 }\n", "--store", "csv")
                .code())
        .isZero();
    Map<String, String> before = diverged();
    assertThat(raise("some", 200).code()).isZero();
    assertThat(diverged()).isEqualTo(before);
  }

  private Map<String, String> diverged() throws IOException {
    Map<String, String> row =
        Cli.trials(folder.resolve("some")).stream()
            .filter(trial -> Objects.equals(trial.get("outcome"), "diverged"))
            .findFirst()
            .orElseThrow();
    Map<String, String> computed = new TreeMap<>(row);
    // The last process that worked on the run.
    computed.remove("attempt");
    return computed;
  }
}
