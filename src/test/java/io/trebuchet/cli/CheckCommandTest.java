package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CheckCommandTest {
  private static final String TOY =
      """
      model { kind = pure-quadratic, n = 20 }
      data { kind = toy }
      learning-rates { c = [1, 2, 3] }
      sweep.seeds = [1, 2]
      stop { loss-change = 0, max-steps = 99 }
      """;

  @TempDir private Path folder;

  private Path config(String more) throws IOException {
    return Files.writeString(folder.resolve("toy.conf"), TOY + more);
  }

  private Said check(Path config, String... more) {
    List<String> args = new ArrayList<>(List.of("check", config.toString()));
    args.addAll(List.of(more));
    return Said.of(() -> Cli.run(args.toArray(String[]::new)));
  }

  @Test
  void aConfigThatIsRightIsToldWhatItTakes() throws IOException {
    Said said = check(config(""), "--parallelism", "2");
    assertThat(said.code()).isZero();
    assertThat(said.out())
        .contains("trials    6 (1 grid points × 2 seeds × 3 learning rates)")
        .contains("steps     594 at most, 99 of each trial")
        .contains("memory    0.0 MiB of heap at least, 2 side by side")
        .containsPattern("to store  [0-9.]+ kB at most in a database, [0-9]+ bytes a step")
        .containsPattern("time      about [0-9.]+ (µs|ms|s) at most, 2 side by side");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("toy.conf"));
    }
  }

  @Test
  void aProgramReadsTheSameAsJson() throws IOException {
    Said said = check(config("record.mode = outcome"), "--format", "json", "--seed", "7");
    assertThat(said.code()).isZero();
    JsonNode all = new JsonMapper().readTree(said.out());
    assertThat(all.get("trials").asInt()).isEqualTo(3);
    assertThat(all.get("steps_at_most").asDouble()).isEqualTo(297);
    assertThat(all.get("store_bytes_at_most").asDouble()).isZero();
    assertThat(all.get("seconds_at_most").asDouble()).isPositive();
    assertThat(all.get("seconds_per_step").asDouble()).isBetween(1e-9, 1.0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "check", "boundary"})
  void veryManyTrialsNeedAWord(String command) throws IOException {
    Path config = config("");
    String seeds = "sweep.seeds={from=1,count=40000}";
    Path out = folder.resolve("out");
    List<String> args = new ArrayList<>(List.of(command, config.toString(), "--set", seeds));
    if (command.equals("run")) {
      args.addAll(List.of("--out", out.toString()));
    }
    Said said = Said.of(() -> Cli.run(args.toArray(String[]::new)));
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.errors()).contains("this makes 120,000 trials, more than 100,000", "--yes");
    assertThat(out).doesNotExist();
  }

  @Test
  void whoMeansThemSaysSo() throws IOException {
    Said said = check(config(""), "--set", "sweep.seeds={from=1,count=40000}", "--yes");
    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("trials    120,000");
  }

  @Test
  void whatCannotBeTriedInTimeHasNoEstimate() throws IOException {
    // Its eigen-decompositions alone take longer than the probe waits.
    Path config =
        Files.writeString(
            folder.resolve("slow.conf"),
            """
            model { kind = pure-quadratic, n = 2400, g = tanh }
            data { kind = inline, x = [[1, 2], [3, 4]], y = [1, -1] }
            learning-rates { c = [1] }
            """);
    Said said = check(config);
    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("time      unknown");
  }
}
