package io.trebuchet.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResolvedTest extends ConfigTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sweep.seeds = [3, 1, 9007199254740993]",
        "sweep.seeds { from = 5, count = 3 }",
        "learning-rates.c = { from = 0.2, to = 4.6, step = 0.1 }",
        "learning-rates.c = [0.10, 1e-9, 123456789.123456789, 3]",
        "learning-rates { c = null, eta { log-from = 1e-5, log-to = 1, count = 7 } }",
        "stop { loss-change = 0.00000001, patience = 2, max-steps = 123456789012 }",
        "checkpoint.every = 2 minutes",
        "sweep.name = 1e5",
        "sweep.name = 007",
        "model.file = 1e3",
        "grid { model.file = [007, 1e3, 2024.10], model.width = [1e3, 8] }",
        "grid { model.inner = [{ interval = [1, 2] }], model.file = [\"1e3\"] }",
        "model.file = \"a \\\"quoted\\\" # name\"",
        "model.zeta2 = 1/n-psi",
        "grid { model.width = [16, 8], data.train = [64, 32] }",
        "grid { model.inner = [{ interval = [1, 2] }, { interval = [3, 4], mirrored = true }] }",
        "grid { model.scale = [0.10, 1e0] }",
      })
  void readsBackToTheSameSweep(String line) throws Exception {
    SweepConfig config = read(VALID + line);
    SweepConfig back =
        SweepReader.create().read(write("config.conf", config.resolved()), Overrides.NONE);
    assertThat(back).isEqualTo(config);
  }

  @Test
  void aTextThatLooksLikeANumberStaysAsItWasWritten() throws Exception {
    SweepConfig config = read(VALID + "grid { model.file = [007, 1e3], model.width = [1e3] }");
    assertThat(config.trials().stream().map(trial -> trial.point().params().toString()).distinct())
        .containsExactly(
            "{model.file=007, model.width=1000}", "{model.file=1e3, model.width=1000}");
    assertThat(config.trials().stream().map(trial -> trial.point().model().toString()))
        .anyMatch(model -> model.contains("[007]"))
        .anyMatch(model -> model.contains("[1e3]"));
    assertThat(read(VALID + "model.file = 2024.10").resolved()).contains("file=\"2024.10\"");
    Path named = Files.writeString(folder.resolve("1e3"), "1,2\n");
    SweepConfig own = read(MODEL + RATES + "data { kind = csv, file = 1e3 }");
    assertThat(own.resolved()).contains(named.toString());
  }

  @Test
  void aGridOverKindsKeepsTheDefaultsOfEachApart() throws Exception {
    Path file =
        write(
            "kinds.conf",
            "grid.model = [{ kind = relu, width = 8 }, { kind = pure-quadratic }]\n"
                + "data.kind = toy\n"
                + RATES);
    SweepConfig config = SweepReader.create().read(file, Overrides.NONE);
    assertThat(config.resolved()).doesNotContain("hidden-layers").contains("y=0");
    Path written = write("config.conf", config.resolved());
    assertThat(SweepReader.create().read(written, Overrides.NONE)).isEqualTo(config);
  }

  @Test
  void keepsOverridesNameAndDefaults() throws Exception {
    SweepConfig config =
        read(MODEL + DATA + RATES, "stop.max-steps=5", "learning-rates.eta=[0.1]", "sweep.seed=3");
    Config resolved = ConfigFactory.parseString(config.resolved());
    assertThat(resolved.getString("sweep.name")).isEqualTo("test");
    assertThat(resolved.getLong("sweep.seed")).isEqualTo(3);
    assertThat(resolved.getLong("stop.max-steps")).isEqualTo(5);
    assertThat(resolved.getDouble("stop.loss-change")).isEqualTo(1e-8);
    assertThat(resolved.getString("control.rule")).isEqualTo("certified");
    assertThat(resolved.hasPathOrNull("learning-rates.c")).isFalse();
    assertThat(resolved.hasPathOrNull("sweep.seeds")).isFalse();
  }
}
