package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Cuts the power under a sweep at random moments, goes on with it after each, and holds the end
 * against a sweep that nobody disturbed. {@code trebuchet.cuts} says how many cuts there are,
 * {@code trebuchet.cuts.seed} which.
 */
final class CutTest {
  private static final int CUTS = Integer.getInteger("trebuchet.cuts", 4);
  private static final long SEED = Long.getLong("trebuchet.cuts.seed", System.nanoTime());
  private static final int CUTS_A_SWEEP = 4;
  private static final int MOST_MILLIS = 5000;

  @TempDir private Path folder;

  /** A sweep that is paced, so that its trials end while it is cut. */
  private record Sweep(String name, int pace, List<String> arguments, String store) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<String> TOY =
      List.of("configs/fig01.conf", "--set", "learning-rates.c=[0.5, 1, 2.1, 3, 3.9, 4.3]");

  private static final List<Sweep> KINDS =
      List.of(
          new Sweep("a toy", 12, TOY, "questdb"),
          new Sweep(
              "a student of a teacher",
              150,
              List.of(
                  "configs/fig05.conf",
                  "--set",
                  "learning-rates.c=[0.6, 2.2, 3, 4.4]",
                  "--set",
                  "stop={ loss-change = 0, max-steps = 1200 }"),
              "questdb"),
          new Sweep("a toy in files", 12, TOY, "csv"));

  static Stream<Arguments> sweeps() {
    int sweeps = Math.max(1, (CUTS + CUTS_A_SWEEP - 1) / CUTS_A_SWEEP);
    return IntStream.range(0, sweeps)
        .mapToObj(
            sweep ->
                Arguments.of(
                    sweep,
                    KINDS.get(sweep % KINDS.size()),
                    sweep % 2 == 0 ? CutDisk.UNORDERED : CutDisk.USUAL));
  }

  @ParameterizedTest
  @MethodSource("sweeps")
  void aSweepWhosePowerWasCutEndsLikeOneThatWasNot(int number, Sweep sweep, String options)
      throws Exception {
    Random random = new Random(SEED + number);
    Path whole = folder.resolve("whole");
    List<String> undisturbed = new ArrayList<>(List.of("run"));
    undisturbed.addAll(sweep.arguments);
    undisturbed.addAll(List.of("--out", whole.toString(), "--quiet", "--store", "csv"));
    assertThat(Cli.run(undisturbed.toArray(String[]::new))).isEqualTo(new Cli.Said(0, ""));
    String how = "with -Dtrebuchet.cuts.seed=" + SEED;
    try (CutDisk disk = CutDisk.mount(folder, options)) {
      Path run = disk.path().resolve("runs/cut");
      for (int cut = 0; cut < CUTS_A_SWEEP; cut++) {
        try (Victim victim = Victim.start(run, command(sweep, run, random), disk.boot())) {
          victim.awaitUnderWay();
          victim.pass(random.nextInt(MOST_MILLIS));
          disk.cut();
        }
        disk.startAgain();
      }
      List<String> last = new ArrayList<>(command(sweep, run, random));
      last.subList(last.indexOf("--pace"), last.indexOf("--pace") + 2).clear();
      disk.boot();
      Cli.Said said = Cli.run(last.toArray(String[]::new));
      assertThat(said.code()).as(how + ": " + said.errors()).isZero();
      assertThat(Cli.trialsButWallTime(run)).as(how).isEqualTo(Cli.trialsButWallTime(whole));
      List<List<String>> steps = Cli.steps(run, folder.resolve("cut.csv"));
      List<List<String>> expected = Cli.steps(whole, folder.resolve("whole.csv"));
      assertThat(byTrial(steps)).as(how).isEqualTo(byTrial(expected));
      assertThat(steps).as(how).isEqualTo(expected);
      assertThat(Cli.run("verify", run.toString()).code()).as(how).isZero();
    }
  }

  private static Map<String, Long> byTrial(List<List<String>> steps) {
    return steps.stream()
        .collect(Collectors.groupingBy(List::getFirst, TreeMap::new, Collectors.counting()));
  }

  private static List<String> command(Sweep sweep, Path run, Random random) {
    List<String> command = new ArrayList<>();
    if (Files.exists(run.resolve("manifest.json"))) {
      command.addAll(List.of("resume", run.toString()));
    } else {
      command.add("run");
      command.addAll(sweep.arguments);
      command.addAll(List.of("--set", "checkpoint.every=300ms", "--out", run.toString()));
      command.addAll(List.of("--store", sweep.store));
    }
    command.addAll(List.of("--quiet", "--no-web"));
    command.addAll(List.of("--parallelism", Integer.toString(1 + random.nextInt(3))));
    command.addAll(List.of("--pace", Integer.toString(sweep.pace * (1 + random.nextInt(3)))));
    return command;
  }
}
