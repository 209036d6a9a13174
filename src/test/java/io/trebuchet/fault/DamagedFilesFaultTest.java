package io.trebuchet.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.attack.Launched;
import io.trebuchet.storage.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a run that was interrupted, each of them damaged in turn before it goes on. */
@Tag("long")
final class DamagedFilesFaultTest {
  @TempDir private Path folder;

  private enum Damage {
    GARBAGE,
    FOLDER;

    void befall(Path file) throws IOException {
      byte[] bytes = Files.readAllBytes(file);
      switch (this) {
        case GARBAGE -> {
          for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 37 + 11);
          }
          Files.write(file, bytes);
        }
        case FOLDER -> {
          Files.delete(file);
          Files.writeString(Files.createDirectory(file).resolve("inside"), "kept");
        }
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.sorted().toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static List<Path> states(Path run) throws IOException {
    try (Stream<Path> files = Files.walk(run.resolve("checkpoints"))) {
      return files
          .filter(file -> Files.isRegularFile(file) && !file.endsWith("config.conf"))
          .toList();
    }
  }

  /** A run of which something has ended, and something is in a checkpoint. */
  private Path interrupted(FaultyRun run) throws Exception {
    try (Launched victim =
        run.begin(
            List.of("--store", "csv"),
            "--pace",
            "150",
            "--parallelism",
            "1",
            "--set",
            "checkpoint.every=200ms")) {
      Path stops = run.directory().resolve("stops.jsonl");
      while (victim.process().isAlive() && (!Files.exists(stops) || Files.size(stops) == 0)) {
        boolean unused = victim.process().waitFor(20, TimeUnit.MILLISECONDS);
      }
      boolean unused = victim.process().waitFor(1000, TimeUnit.MILLISECONDS);
      assertThat(victim.interrupt().code()).isEqualTo(130);
    }
    Path kept = folder.resolve("kept");
    copy(run.directory(), kept);
    assertThat(states(kept)).isNotEmpty();
    return kept;
  }

  @Test
  void eachIsNamedOrDoneWithoutAndTheRunGoesOn() throws Exception {
    FaultyRun run = new FaultyRun(folder);
    Path kept = interrupted(run);
    for (String name :
        List.of(
            "manifest.json",
            "config.conf",
            "checkpoints/config.conf",
            "checkpoints",
            "stops.jsonl",
            "trials.csv")) {
      for (Damage damage : Damage.values()) {
        PrivateFiles.deleteTree(run.directory());
        copy(kept, run.directory());
        Path file = run.directory().resolve(name);
        for (Path one : Files.isDirectory(file) ? states(run.directory()) : List.of(file)) {
          damage.befall(one);
        }
        String what = damage + " of " + name;
        if (damage == Damage.GARBAGE) {
          Launched.Said shown = run.say("show");
          assertThat(shown.code()).as(what + ": " + shown.text()).isIn(0, 2);
          assertThat(shown.text()).as(what).doesNotContain("\tat ");
        }
        Launched.Said resumed = run.say("resume", "--plain", "--no-web");
        assertThat(resumed.code()).as(what + ": " + resumed.text()).isZero();
        assertThat(resumed.text()).as(what).doesNotContain("\tat ");
        if (!name.startsWith("checkpoints")) {
          assertThat(resumed.text()).as(what).contains(file + " cannot be used (");
        }
        run.assertTrialsAsIfUndisturbed();
      }
    }
    run.assertWhole();
  }
}
