package io.trebuchet.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that another user wrote, to be mapped by native code of ours. */
@Attack
final class TrustAttackTest {
  @TempDir private static Path folder;
  private static Path run;

  @BeforeAll
  static void make() throws IOException, InterruptedException {
    run = SmallRun.make(folder.resolve("run"));
    SmallRun.giveAway(run.resolve("db"));
  }

  @Test
  void aDatabaseOfAnotherUserIsNotOpened() throws IOException, InterruptedException {
    String of = run.toString();
    refused("verify", of);
    refused("export", of, "--what", "steps");
    refused("replay", of, "--rule", "none");
    refused("resume", of, "--no-web");
    refused(SmallRun.arguments(folder.resolve("new"), "--db-dir", run.resolve("db").toString()));
    assertThat(folder.resolve("new")).doesNotExist();
  }

  @Test
  void itIsOpenedWhenTheUserSaysSo() throws IOException, InterruptedException {
    Launched.Said said = Launched.trebuchet(folder, "verify", run.toString(), "--trust");
    assertThat(said.code()).as(said.text()).isZero();
  }

  @Test
  void oneFileInItIsEnough() throws IOException, InterruptedException {
    Path mixed = SmallRun.copy(run, folder.resolve("mixed"));
    SmallRun.giveAway(Files.writeString(mixed.resolve("db/db/planted.d"), "x"));
    refused("verify", mixed.toString());
  }

  @Test
  void aLinkInItLeadsNowhere() throws IOException, InterruptedException {
    Path linked = SmallRun.copy(run, folder.resolve("linked"));
    Files.createSymbolicLink(linked.resolve("db/db/link"), folder);
    refused("verify", linked.toString());
  }

  @Test
  void aServedDatabaseOfAnotherUserIsNotOpened() throws IOException, InterruptedException {
    Path root = Files.createDirectory(folder.resolve("root"));
    SmallRun.giveAway(SmallRun.copy(run.resolve("db"), root.resolve("db")));
    refused("serve", "--root", root.toString());
  }

  @Test
  void aRunOfAnotherUserIsNotContinued() throws IOException, InterruptedException {
    Path foreign = SmallRun.make(folder.resolve("foreign"), "--store", "csv");
    SmallRun.giveAway(foreign);
    refused("resume", foreign.toString(), "--no-web");
    Launched.Said said =
        Launched.trebuchet(folder, "resume", foreign.toString(), "--no-web", "--trust");
    assertThat(said.code()).as(said.text()).isZero();
  }

  private static void refused(String... command) throws IOException, InterruptedException {
    Launched.Said said = Launched.trebuchet(folder, command);
    assertThat(said.code()).as(said.text()).isEqualTo(2);
    assertThat(said.text()).contains("--trust");
  }
}
