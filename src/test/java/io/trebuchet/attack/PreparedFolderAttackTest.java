package io.trebuchet.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody prepares the folder that a run is told to write to. */
@Attack
final class PreparedFolderAttackTest {
  @TempDir private Path folder;
  private Path out;
  private Path victim;

  @BeforeEach
  void prepare() throws IOException {
    out = Files.createDirectory(folder.resolve("out"));
    victim = Files.writeString(folder.resolve("victim"), "kept");
  }

  @Test
  void linksUnderTheNamesOfTemporaryFilesAreNotFollowed() throws IOException, InterruptedException {
    for (String name : List.of("manifest.json", "config.conf", "trials.csv", "ledger.json")) {
      Files.createSymbolicLink(out.resolve("." + name + ".tmp"), victim);
    }
    Launched.Said unused = run("none");
    assertThat(victim).hasContent("kept");
  }

  @Test
  void linksUnderTheNamesOfARunAreRefused() throws IOException, InterruptedException {
    for (String name : List.of("stops.jsonl", ".lock", "endpoint.json")) {
      Path link = Files.createSymbolicLink(out.resolve(name), victim);
      refused(name);
      Files.delete(link);
    }
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    for (String name : List.of("log", "checkpoints", "csv")) {
      Path link = Files.createSymbolicLink(out.resolve(name), elsewhere);
      refused(name);
      Files.delete(link);
    }
    assertThat(victim).hasContent("kept");
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void aLinkInADeeperFolderIsRefused() throws IOException, InterruptedException {
    Files.createSymbolicLink(
        Files.createDirectory(out.resolve("log")).resolve("trebuchet.log"), victim);
    refused("trebuchet.log");
    assertThat(victim).hasContent("kept");
  }

  @Test
  void aFolderOfAnotherUserIsRefused() throws IOException, InterruptedException {
    SmallRun.giveAway(out);
    refused("belongs to user 23456");
    assertThat(out).isEmptyDirectory();
  }

  @Test
  void aPlantedDatabaseAndJournalAreRefused() throws IOException, InterruptedException {
    for (String name : List.of("db", "journal", "spool")) {
      Path planted = Files.createDirectory(out.resolve(name));
      Path file = Files.writeString(planted.resolve("file"), "");
      SmallRun.giveAway(file);
      refused("belongs to user 23456");
      Files.delete(file);
      Files.delete(planted);
    }
  }

  @Test
  void aFolderThatOthersWriteToIsRefused() throws IOException, InterruptedException {
    Files.writeString(out.resolve("notes.txt"), "");
    Files.setPosixFilePermissions(out, PosixFilePermissions.fromString("rwxrwxrwx"));
    refused("others may write to it");
  }

  @Test
  void aPipeInThePlaceOfAFileIsRefused() throws IOException, InterruptedException {
    Path unused = SmallRun.pipe(out.resolve("stops.jsonl"));
    refused("stops.jsonl");
  }

  private void refused(String why) throws IOException, InterruptedException {
    Launched.Said said = run("csv");
    assertThat(said.code()).as(said.text()).isEqualTo(2);
    assertThat(said.text()).contains(why);
  }

  private Launched.Said run(String store) throws IOException, InterruptedException {
    return Launched.trebuchet(folder, SmallRun.arguments(out, "--store", store));
  }
}
