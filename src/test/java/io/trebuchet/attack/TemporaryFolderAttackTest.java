package io.trebuchet.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What processes put into the folder that all users share. */
@Attack
final class TemporaryFolderAttackTest {
  /** More than one point in more than one dimension: these nets need the matrix library. */
  private static final String RELU =
      "--set model={kind=relu,width=20,hidden-layers=1}"
          + " --set data={kind=uniform,train=6,dimension=2}";

  @TempDir private Path folder;
  @TempDir private Path temporary;

  @Test
  void aKilledRunLeavesNothing() throws IOException, InterruptedException {
    killed();
  }

  @Test
  void neitherWithTheMatrixLibrary() throws IOException, InterruptedException {
    killed(RELU.split(" "));
  }

  private void killed(String... more) throws IOException, InterruptedException {
    try (Launched run =
        Launched.start(
            folder,
            Map.of("TREBUCHET_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary),
            SmallRun.arguments(folder.resolve("run"), slow(more)))) {
      String unused = run.awaitLine("database: psql");
      assertThat(Path.of("/tmp", "hsperfdata_root", Long.toString(run.process().pid())))
          .doesNotExist();
    }
    assertThat(temporary).isEmptyDirectory();
  }

  private static String[] slow(String... more) {
    String[] all = new String[more.length + 6];
    System.arraycopy(more, 0, all, 0, more.length);
    String[] endless = {
      "--set", "stop.loss-change=0", "--set", "control.rule=none", "--pace", "20"
    };
    System.arraycopy(endless, 0, all, more.length, endless.length);
    return all;
  }

  @Test
  void librariesAreNotLoadedFromANameThatCanBeGuessed() throws IOException, InterruptedException {
    // Even root makes no folder in /proc: whoever has no home is like this.
    Path guessed = temporary.resolve(".javacpp-" + System.getProperty("user.name") + "/cache");
    Files.createDirectories(guessed);
    SmallRun.giveAway(temporary);
    try (Launched run =
        Launched.start(
            folder,
            Map.of(
                "HOME",
                "/proc/none",
                "XDG_CACHE_HOME",
                "/proc/none",
                "TREBUCHET_JAVA_OPTS",
                "-Duser.home=/proc/none -Djava.io.tmpdir=" + temporary),
            SmallRun.arguments(folder.resolve("run"), (RELU + " --store none").split(" ")))) {
      Launched.Said said = run.await();
      assertThat(said.text()).contains("2 failed", "set XDG_CACHE_HOME");
    }
    assertThat(guessed).isEmptyDirectory();
  }
}
