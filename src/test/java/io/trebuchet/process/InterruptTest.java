package io.trebuchet.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.cli.Cli;
import io.trebuchet.cli.Trebuchet;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InterruptTest {
  @TempDir private Path folder;

  @Test
  void anInterruptEndsTheRunInOrder() throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Process process = paced(out);
    try (BufferedReader lines = new BufferedReader(process.inputReader(StandardCharsets.UTF_8))) {
      // The first finished trial shows that the sweep is under way.
      String line = lines.readLine();
      while (line != null && !line.startsWith("[1/")) {
        line = lines.readLine();
      }
      assertThat(line).isNotNull();
      Process kill = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
      assertThat(kill.waitFor()).isZero();
      List<String> rest = new ArrayList<>(lines.lines().toList());
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue())
          .describedAs(Files.readString(out.resolveSibling("errors")))
          .isEqualTo(130);
      assertThat(rest).anyMatch(l -> l.contains("stopped"));
    } finally {
      process.destroyForcibly();
    }
    assertThat(Cli.trials(out))
        .anyMatch(trial -> "interrupted".equals(trial.get("stop_reason")))
        .allMatch(trial -> !"failed".equals(trial.get("outcome")));
    assertThat(Cli.run("verify", out.toString()).code()).isZero();
    assertThat(out.resolve("endpoint.json")).doesNotExist();
  }

  private static Process paced(Path out) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(
        List.of(
            Trebuchet.class.getName(),
            "run",
            "configs/fig01.conf",
            "--out",
            out.toString(),
            "--plain",
            "--pace",
            "30"));
    return new ProcessBuilder(command).redirectError(out.resolveSibling("errors").toFile()).start();
  }
}
