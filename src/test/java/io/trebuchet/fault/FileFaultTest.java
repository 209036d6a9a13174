package io.trebuchet.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.attack.Launched;
import io.trebuchet.storage.FaultyProxy;
import io.trebuchet.storage.FaultyProxy.Fate;
import io.trebuchet.storage.InfluxDaemon;
import io.trebuchet.storage.PrivateFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases that go away and files that are damaged between two processes, or under one. */
@Fault
final class FileFaultTest {
  @TempDir private Path folder;

  @Test
  void aDatabaseThatIsDeleted() throws Exception {
    FaultyRun run = new FaultyRun(folder);
    assertThat(run.run(List.of()).code()).isZero();
    Path database = run.directory().resolve("db");
    PrivateFiles.deleteTree(database);
    for (String command : List.of("resume", "verify")) {
      Launched.Said said = run.say(command);
      assertThat(said.code()).as(said.text()).isIn(2, 3, 4);
      assertThat(said.text()).contains(database.toString());
    }
    assertThat(database).doesNotExist();
    Launched.Said said = run.say("resume", "--plain", "--no-web", "--recompute");
    assertThat(said.code()).as(said.text()).isZero();
    assertThat(said.text()).contains("3 trials lost 1,803 rows in the database; computed again");
    run.assertWhole();
  }

  @Test
  void aDatabaseThatIsMovedAndComesBack() throws Exception {
    FaultyRun run = new FaultyRun(folder);
    assertThat(run.run(List.of()).code()).isZero();
    Path database = run.directory().resolve("db");
    Files.move(database, folder.resolve("elsewhere"));
    Launched.Said said = run.say("resume", "--plain", "--no-web");
    assertThat(said.code()).isEqualTo(3);
    assertThat(said.text()).contains("db is gone, which had 1,803 rows of 3 ended trials");
    Files.move(folder.resolve("elsewhere"), database);
    assertThat(run.say("resume", "--plain", "--no-web").code()).isZero();
    run.assertWhole();
  }

  /** The magic number, a head's length and checksum, a text, and the end. */
  @ParameterizedTest
  @ValueSource(ints = {2, 9, 20, 33, 60, 5000, -1})
  void aDamagedSpool(int at) throws Exception {
    FaultyRun run = new FaultyRun(folder);
    try (InfluxDaemon influx = InfluxDaemon.start(folder);
        FaultyProxy proxy = FaultyProxy.start(influx.url(), List.of(Fate.CUT))) {
      proxy.spare();
      try (Launched victim = run.begin(FaultyRun.to(proxy.url()), "--pace", "400")) {
        while (victim.process().isAlive()
            && !Files.exists(run.directory().resolve("manifest.json"))) {
          boolean unused = victim.process().waitFor(20, TimeUnit.MILLISECONDS);
        }
        proxy.spoil();
        victim.await();
      }
      Path segment = run.directory().resolve("spool").resolve("00000001.spool");
      byte[] bytes = Files.readAllBytes(segment);
      if (at < 0) {
        Files.write(segment, Arrays.copyOf(bytes, bytes.length - 10));
      } else {
        bytes[at] ^= 1;
        Files.write(segment, bytes);
      }
      proxy.spare();
      Launched.Said verified = run.say("verify");
      assertThat(verified.code()).as(verified.text()).isEqualTo(3);
      assertThat(verified.text())
          .contains("missing")
          .contains("what is missing is computed again by: trebuchet resume");
      Launched.Said resumed = run.say("resume", "--plain", "--no-web");
      assertThat(resumed.code()).as(resumed.text()).isZero();
      // The end of the spool may be a step or the end of a trial.
      assertThat(resumed.text())
          .containsPattern("rows in the database; computed again|stored again from the journal");
      run.assertWhole();
    }
  }

  @Test
  void aQuarantineOrAJournalThatIsDamaged() throws Exception {
    FaultyRun run = new FaultyRun(folder);
    assertThat(run.run(List.of("--store", "csv")).code()).isZero();
    Path journal = run.directory().resolve("journal").resolve("events.log");
    byte[] bytes = Files.readAllBytes(journal);
    for (int at : new int[] {3, bytes.length / 2}) {
      byte[] changed = bytes.clone();
      changed[at] ^= 1;
      Files.write(journal, changed);
      Launched.Said said = run.say("resume", "--plain", "--no-web");
      assertThat(said.code()).as(said.text()).isEqualTo(2);
      assertThat(said.text()).contains("journal").contains("move that folder away");
    }
    PrivateFiles.deleteTree(run.directory().resolve("journal"));
    Launched.Said said = run.say("resume", "--plain", "--no-web");
    assertThat(said.code()).as(said.text()).isZero();
    run.assertWhole();
  }

  @Test
  void theFolderOfARunThatIsDeletedUnderIt() throws Exception {
    FaultyRun run = new FaultyRun(folder);
    try (Launched victim = run.begin(List.of("--store", "csv"), "--pace", "200")) {
      Path csv = run.directory().resolve("csv");
      while (victim.process().isAlive() && !Files.exists(csv.resolve("step.csv"))) {
        boolean unused = victim.process().waitFor(20, TimeUnit.MILLISECONDS);
      }
      boolean unused = victim.process().waitFor(500, TimeUnit.MILLISECONDS);
      PrivateFiles.deleteTree(csv);
      Launched.Said said = victim.await();
      assertThat(said.code()).as(said.text()).isEqualTo(3);
      assertThat(said.text()).contains("somebody has deleted or moved it");
    }
  }
}
