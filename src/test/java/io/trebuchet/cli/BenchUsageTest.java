package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BenchUsageTest {
  @ParameterizedTest
  @CsvSource({
    "--experiments fig99, fig99",
    "--experiments fig99 --scaling, fig01",
    "--repeats 0, --repeats",
    "--parallelism 0, --parallelism",
    "--seconds 0, --seconds",
    "--seconds NaN, --seconds",
    "--baseline none.py, none.py",
    "--fair none.py, none.py",
    "--baseline pom.xml --python no-such-python, no-such-python",
    "--configs no-such-folder, no-such-folder",
    "--sizes --experiments fig03, --experiments",
    "--sizes --scaling, --scaling",
    "--format yaml, yaml"
  })
  void faultsAreUsageErrors(String options, String named) {
    String[] split = ("bench kernels " + options).split(" ", -1);
    Cli.Said said = Cli.run(split);
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.errors()).contains(named);
  }

  @Test
  void startupNeedsARunAndALauncher() {
    assertThat(Cli.run("bench", "startup", "--repeats", "0").code()).isEqualTo(2);
    Cli.Said said = Cli.run("bench", "startup", "--launcher", "no-such-launcher");
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.errors()).contains("no-such-launcher");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bench", "bench kernels", "bench startup", "bench checkpoints"})
  void helpIsThere(String command) {
    assertThat(Cli.run((command + " --help").split(" ", -1)).code()).isZero();
  }

  @Test
  void aSmallMeasurementEndsWell() {
    assertThat(
            Cli.run(
                    "bench",
                    "kernels",
                    "--experiments",
                    "fig06",
                    "--repeats",
                    "1",
                    "--seconds",
                    "0.01",
                    "--python",
                    "no-such-python",
                    "--float",
                    "--format",
                    "markdown")
                .code())
        .isZero();
  }

  @Test
  void checkpointsAreMeasuredOnAnySweep() {
    assertThat(Cli.run("bench", "checkpoints", "--rounds", "0").code()).isEqualTo(2);
    assertThat(
            Cli.run(
                "bench",
                "checkpoints",
                "--config",
                "configs/fig01.conf",
                "--steps",
                "50",
                "--rounds",
                "2",
                "--set",
                "checkpoint.every=10ms"))
        .isEqualTo(new Cli.Said(0, ""));
  }
}
