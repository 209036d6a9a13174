package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.process.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Journal and checkpoints of a killed run with flipped bits, cut short or overwritten: {@code
 * resume} says what is wrong and what to do, or ends with the numbers of a run that nobody
 * disturbed. {@code trebuchet.fuzz.runs} says how many, {@code trebuchet.fuzz.seed} which.
 */
final class FuzzedRunTest {
  private static final int RUNS = Integer.getInteger("trebuchet.fuzz.runs", 10);
  private static final long SEED = Long.getLong("trebuchet.fuzz.seed", System.nanoTime());

  @TempDir private Path folder;
  private final Random random = new Random(SEED);

  private static List<String> run(Path out, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "run",
                "configs/fig01.conf",
                "--set",
                "model.n=100",
                "--set",
                "learning-rates.c=[0.5, 1, 2.1, 3, 3.9]",
                "--set",
                "checkpoint.every=50ms",
                "--store",
                "csv",
                "--quiet",
                "--out",
                out.toString()));
    command.addAll(List.of(more));
    return command;
  }

  @Test
  @Timeout(300)
  void aResumedRunIsRefusedOrHasTheSameNumbers() throws Exception {
    String how = "with -Dtrebuchet.fuzz.seed=" + SEED;
    Path whole = folder.resolve("whole");
    assertThat(Cli.run(run(whole).toArray(String[]::new))).isEqualTo(new Cli.Said(0, ""));
    List<String> trials = Cli.trialsButWallTime(whole);
    List<List<String>> steps = Cli.steps(whole, folder.resolve("whole.csv"));
    Path killed = killed(trials);
    for (int i = 0; i < RUNS; i++) {
      Path fuzzed = folder.resolve("fuzzed-" + i);
      copy(killed, fuzzed);
      List<Path> targets = files(fuzzed, i % 2 == 0 ? "events.log" : ".ckpt");
      for (int files = 1 + random.nextInt(targets.size()); files > 0; files--) {
        damage(targets.get(random.nextInt(targets.size())));
      }
      Cli.Said said = Cli.run("resume", fuzzed.toString(), "--quiet");
      if (said.code() != 0) {
        assertThat(said.code()).as(said + how).isEqualTo(ExitCode.USAGE);
        assertThat(said.errors()).as(how).contains("cannot be read").contains("move that folder");
        Files.move(fuzzed.resolve("journal"), fuzzed.resolve("damaged-journal"));
        assertThat(Cli.run("resume", fuzzed.toString(), "--quiet"))
            .as(how)
            .isEqualTo(new Cli.Said(0, ""));
      }
      assertThat(Cli.trialsButWallTime(fuzzed)).as(how).isEqualTo(trials);
      assertThat(Cli.steps(fuzzed, folder.resolve("fuzzed.csv"))).as(how).isEqualTo(steps);
    }
  }

  /** A run of which some trials have ended and others have not. */
  private Path killed(List<String> trials) throws Exception {
    Path killed = folder.resolve("killed");
    try (Victim victim = Victim.start(killed, run(killed, "--parallelism", "2", "--pace", "25"))) {
      victim.awaitUnderWay();
      long ended = 0;
      while (victim.process().isAlive() && ended < 2) {
        victim.process().waitFor(50, TimeUnit.MILLISECONDS);
        ended =
            files(killed, "stops.jsonl").isEmpty()
                ? 0
                : Files.readAllLines(killed.resolve("stops.jsonl")).size();
      }
      // Into the journal, once the store has their rows.
      victim.pass(1500);
      assertThat(victim.kill()).isTrue();
    }
    assertThat(files(killed, "events.log")).hasSize(1);
    assertThat(files(killed, ".ckpt")).hasSizeBetween(3, 2 * trials.size());
    return killed;
  }

  private static List<Path> files(Path folder, String suffix) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  private void damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    if (bytes.length == 0) {
      return;
    }
    switch (random.nextInt(4)) {
      case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 1 -> {
        int from = random.nextInt(bytes.length);
        Arrays.fill(bytes, from, Math.min(bytes.length, from + 512), (byte) 0);
      }
      case 2 -> {
        byte[] strange = new byte[random.nextInt(64)];
        random.nextBytes(strange);
        int from = random.nextInt(bytes.length);
        System.arraycopy(strange, 0, bytes, from, Math.min(strange.length, bytes.length - from));
      }
      default -> {
        for (int flips = 1 << random.nextInt(10); flips > 0; flips--) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
    }
    Files.write(file, bytes);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
