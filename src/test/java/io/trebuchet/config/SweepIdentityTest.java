package io.trebuchet.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class SweepIdentityTest {
  private static SweepIdentity of(String... assignments) throws ConfigException {
    Path fig01 = Path.of("configs/fig01.conf");
    return SweepIdentity.of(SweepReader.create().read(fig01, Overrides.of(assignments)).resolved());
  }

  @Test
  void ratesSeedsAndTheRhythmOfCheckpointsAreFree() throws ConfigException {
    assertThat(
            of().differences(of("learning-rates.c=[1]", "checkpoint.every=1s", "spool.memory=1m")))
        .isEmpty();
    assertThat(of().differences(of("sweep={ name = other, seeds = [1, 2] }"))).isEmpty();
    assertThat(of("learning-rates.c=[1]")).isEqualTo(of("learning-rates={ eta = [1] }"));
  }

  @Test
  void everythingElseIsNamedWithBothValues() throws ConfigException {
    assertThat(of().differences(of("stop.max-steps=3000")))
        .containsExactly("stop.max-steps: was 2000, is 3000");
    assertThat(of().differences(of("model.n=500", "record.test-every=0")))
        .containsExactly("model.n: was 1000, is 500", "record.test-every: was 10, is 0");
    assertThat(of().differences(of("grid={ model.n = [10, 20] }")))
        .anyMatch(line -> line.startsWith("grid.") && line.contains("was absent"));
  }
}
