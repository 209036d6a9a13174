package io.trebuchet.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The harness itself: attacks that could not reach the product would all be refused. */
@Attack
final class LauncherAttackTest {
  @TempDir private Path folder;

  @Test
  void theLauncherRuns() throws IOException, InterruptedException {
    assertThat(Launched.trebuchet(folder, "--version").code()).isZero();
  }

  @Test
  void theForeignerIsNobody() throws IOException, InterruptedException {
    Launched.Said said = Launched.asForeigner(Path.of("/"), "id", "-u");
    assertThat(said.code()).isZero();
    assertThat(said.text().strip()).isEqualTo("23456");
  }
}
