package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.process.UserHome;
import io.trebuchet.run.RunsFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a command takes from where, and as whom, it is started. */
final class SurroundingsTest {
  @TempDir private Path here;

  @Test
  void anEmptyFolderIsServedItselfAndARunInItGoesToRuns() throws IOException {
    assertThat(RunsFolder.toLookAt(here)).isEqualTo(here);
    assertThat(RunsFolder.forNew(here)).isEqualTo(here.resolve("runs"));
  }

  @Test
  void aFolderOfOtherThingsHasItsRunsInRuns() throws IOException {
    Files.createFile(here.resolve("thesis.tex"));
    assertThat(RunsFolder.toLookAt(here)).isEqualTo(here.resolve("runs"));
    assertThat(RunsFolder.forNew(here)).isEqualTo(here.resolve("runs"));
  }

  @Test
  void aFolderOfRunsIsMeantItselfUnlessItHasRuns() throws IOException {
    Path run = Files.createDirectory(here.resolve("fig01-20260101-120000"));
    Files.createFile(run.resolve("manifest.json"));
    assertThat(RunsFolder.toLookAt(here)).isEqualTo(here);
    assertThat(RunsFolder.forNew(here)).isEqualTo(here);
    Files.createDirectory(here.resolve("runs"));
    assertThat(RunsFolder.toLookAt(here)).isEqualTo(here.resolve("runs"));
    assertThat(RunsFolder.forNew(here)).isEqualTo(here.resolve("runs"));
  }

  @Test
  void aServedFolderIsMeantItselfAndARunIsNot() throws IOException {
    Files.createDirectory(here.resolve("db"));
    Files.createFile(here.resolve("credentials"));
    assertThat(RunsFolder.forNew(here)).isEqualTo(here);
    Files.createFile(here.resolve("manifest.json"));
    assertThat(RunsFolder.forNew(here)).isEqualTo(here.resolve("runs"));
  }

  @Test
  void aUserWhomTheSystemDoesNotKnowHasNoHomeOrThatOfTheEnvironment() {
    assertThat(UserHome.of("?", Map.of())).isEmpty();
    assertThat(UserHome.of("", Map.of("HOME", "here"))).isEmpty();
    assertThat(UserHome.of("?", Map.of("HOME", "/data"))).contains(Path.of("/data"));
    assertThat(UserHome.of("/home/ann", Map.of("HOME", "/data"))).contains(Path.of("/home/ann"));
  }
}
