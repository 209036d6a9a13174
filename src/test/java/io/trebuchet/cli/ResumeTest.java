package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands around runs that end early, as a user types them. */
final class ResumeTest {
  @TempDir private Path folder;

  private Cli.Said run(String out, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of("run", "configs/fig01.conf", "--out", folder.resolve(out).toString()));
    command.addAll(List.of("--quiet", "--set", "model.n=100"));
    command.addAll(List.of(more));
    return Cli.run(command.toArray(String[]::new));
  }

  private Cli.Said resume(String run, String... more) {
    List<String> command = new ArrayList<>(List.of("resume", folder.resolve(run).toString()));
    command.add("--quiet");
    command.addAll(List.of(more));
    return Cli.run(command.toArray(String[]::new));
  }

  @Test
  void learningRatesCanBeAddedToAFinishedRun() throws IOException {
    assertThat(run("some", "--set", "learning-rates.c=[1, 3]").code()).isZero();
    assertThat(run("all", "--set", "learning-rates.c=[1, 2.2, 3]").code()).isZero();
    String before = wallTimes("some").get("s1-c1");
    assertThat(resume("some", "--set", "learning-rates.c=[1, 2.2, 3]"))
        .isEqualTo(new Cli.Said(0, ""));
    assertThat(Cli.trialsButWallTime(folder.resolve("some")))
        .isEqualTo(Cli.trialsButWallTime(folder.resolve("all")));
    assertThat(wallTimes("some")).containsEntry("s1-c1", before);
    assertThat(Cli.steps(folder.resolve("some"), folder.resolve("a.csv")))
        .isEqualTo(Cli.steps(folder.resolve("all"), folder.resolve("b.csv")));
    assertThat(Cli.run("verify", folder.resolve("some").toString()).code()).isZero();
    // And once more, with nothing to do.
    assertThat(resume("some")).isEqualTo(new Cli.Said(0, ""));
    assertThat(Cli.run("verify", folder.resolve("some").toString()).code()).isZero();
  }

  private Map<String, String> wallTimes(String run) throws IOException {
    return Cli.trials(folder.resolve(run)).stream()
        .collect(
            java.util.stream.Collectors.toMap(
                trial -> trial.get("trial"), trial -> trial.get("wall_ms")));
  }

  @Test
  void aConfigThatComputesSomethingElseIsRefusedWithTheDifference() throws IOException {
    assertThat(run("some", "--store", "none", "--set", "learning-rates.c=[1, 3]").code()).isZero();
    List<String> trials = Files.readAllLines(folder.resolve("some").resolve("trials.csv"));
    assertThat(resume("some", "--set", "stop.max-steps=7"))
        .satisfies(
            said -> {
              assertThat(said.code()).isEqualTo(2);
              assertThat(said.errors()).contains("stop.max-steps: was 2000, is 7");
            });
    assertThat(resume("some", "--set", "learning-rates.c=[1]"))
        .satisfies(
            said -> {
              assertThat(said.code()).isEqualTo(2);
              assertThat(said.errors()).contains("trial s1-c3: would be left out");
            });
    Path config = folder.resolve("some").resolve("config.conf");
    Files.writeString(
        config, Files.readString(config).replace("loss-change=1.0E-8", "loss-change=0"));
    assertThat(resume("some").errors()).contains("stop.loss-change: was 1.0E-8, is 0");
    assertThat(Files.readAllLines(folder.resolve("some").resolve("trials.csv"))).isEqualTo(trials);
  }

  @Test
  void aRunCanGoOnInAnotherStore() throws IOException {
    assertThat(run("moved", "--set", "learning-rates.c=[1, 3]").code()).isZero();
    assertThat(run("all", "--set", "learning-rates.c=[1, 2.2, 3]").code()).isZero();
    Cli.Said said = resume("moved", "--store", "csv", "--set", "learning-rates.c=[1, 2.2, 3]");
    assertThat(said.code()).isZero();
    assertThat(Cli.steps(folder.resolve("moved"), folder.resolve("a.csv")))
        .isEqualTo(Cli.steps(folder.resolve("all"), folder.resolve("b.csv")));
    assertThat(Cli.run("verify", folder.resolve("moved").toString()).code()).isZero();
    assertThat(resume("moved", "--store", "questdb").code()).isZero();
    assertThat(Cli.steps(folder.resolve("moved"), folder.resolve("a.csv")))
        .isEqualTo(Cli.steps(folder.resolve("all"), folder.resolve("b.csv")));
    assertThat(Cli.run("verify", folder.resolve("moved").toString()).code()).isZero();
  }

  @Test
  void aRunningSweepIsPausedContinuedAndStopped() throws Exception {
    Path out = folder.resolve("live");
    Process process =
        child(
            "run",
            "configs/fig01.conf",
            "--out",
            out.toString(),
            "--plain",
            "--pace",
            "40",
            "--set",
            "stop={ loss-change = 0, max-steps = 4000 }",
            "--set",
            "learning-rates.c=[0.5, 1, 1.5]",
            "--store",
            "none");
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      awaitEndpoint(process, out);
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(out.resolve("credentials"))))
          .isEqualTo("rw-------");
      assertThat(Cli.run("pause", out.toString(), "s1-c0.4").errors())
          .contains("no trial s1-c0.4; nearest: s1-c0.5");
      assertThat(Cli.run("pause", out.toString())).isEqualTo(new Cli.Said(0, ""));
      assertThat(Cli.run("continue", out.toString(), "s1-c1")).isEqualTo(new Cli.Said(0, ""));
      assertThat(Cli.run("stop", out.toString(), "s1-c1")).isEqualTo(new Cli.Said(0, ""));
      assertThat(lines.lines().filter(line -> line.startsWith("[1/")).findFirst())
          .hasValueSatisfying(line -> assertThat(line).contains("s1-c1").contains("stopped"));
      assertThat(Cli.run("stop", out.toString()).code()).isZero();
      List<String> rest = lines.lines().toList();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(130);
      assertThat(rest).anyMatch(line -> line.contains("trebuchet resume " + out));
    } finally {
      process.destroyForcibly();
    }
    assertThat(out.resolve("endpoint.json")).doesNotExist();
    assertThat(Cli.run("pause", out.toString()))
        .satisfies(
            said -> {
              assertThat(said.code()).isEqualTo(2);
              assertThat(said.errors()).contains("no process works on").contains("resume");
            });
  }

  @Test
  void aRunThatAProcessWorksOnIsNotResumed() throws Exception {
    Path out = folder.resolve("busy");
    Process process =
        child(
            "run",
            "configs/fig01.conf",
            "--out",
            out.toString(),
            "--plain",
            "--pace",
            "5",
            "--store",
            "none");
    try {
      awaitEndpoint(process, out);
      Cli.Said said = Cli.run("resume", out.toString());
      assertThat(said.code()).isEqualTo(2);
      assertThat(said.errors()).contains("in use by process " + process.pid());
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static void awaitEndpoint(Process process, Path out) throws InterruptedException {
    while (process.isAlive() && !Files.exists(out.resolve("endpoint.json"))) {
      process.waitFor(20, TimeUnit.MILLISECONDS);
    }
    assertThat(process.isAlive()).isTrue();
    process.waitFor(300, TimeUnit.MILLISECONDS);
  }

  private static Process child(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    command.add(Trebuchet.class.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }
}
