package io.trebuchet.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trebuchet.bench.BenchException;
import io.trebuchet.bench.StartupRun;
import io.trebuchet.cli.Cli;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StartupTimesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:10Z");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"1767225609.250000", "1767225609,250000"})
  void theLaunchersTimeIsReadInAnyLocale(String launcher) {
    assertThat(StartupTimes.began(launcher, InstantSource.fixed(NOW)))
        .isEqualTo(NOW.minusMillis(750));
  }

  @Test
  void withoutALauncherTheProcessKnows() {
    Instant began = StartupTimes.began(null, InstantSource.system());
    assertThat(Duration.between(began, Instant.now())).isPositive();
  }

  @Test
  void aTimeThatIsNoneCountsFromNow() {
    assertThat(StartupTimes.began("", InstantSource.fixed(NOW))).isEqualTo(NOW);
  }

  @Test
  void everyRunSaysInItsLogWhenItsFirstStepWasComputedAndStored() throws Exception {
    Path out = folder.resolve("out");
    Cli.Said said =
        Cli.run(
            "run",
            "configs/fig01.conf",
            "--out",
            out.toString(),
            "--quiet",
            "--set",
            "stop.max-steps=3");
    assertThat(said.code()).isZero();
    String log = Files.readString(out.resolve("log/trebuchet.log"));
    double computed = StartupRun.seconds(log, StartupTimes.COMPUTED);
    double stored = StartupRun.seconds(log, StartupTimes.STORED);
    assertThat(computed).isPositive().isLessThan(stored);
  }

  @Test
  void aLogWithoutTheWordsIsToldSo() {
    assertThatThrownBy(() -> StartupRun.seconds("nothing", StartupTimes.STORED))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining(StartupTimes.STORED);
  }
}
