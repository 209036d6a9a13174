package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.data.ImageFiles;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.storage.EmbeddedQuestDb;
import io.trebuchet.storage.FaultyProxy;
import io.trebuchet.storage.FaultyProxy.Fate;
import io.trebuchet.storage.PortChoice;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.StoredSteps;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills a run with -9 at random moments, resumes it each time, and holds the end against a run that
 * nobody disturbed. {@code trebuchet.kills} says how many kills there are over all experiments,
 * {@code trebuchet.kills.seed} which.
 */
final class KillTest {
  private static final int KILLS = Integer.getInteger("trebuchet.kills", 6);
  private static final long SEED = Long.getLong("trebuchet.kills.seed", System.nanoTime());
  private static final int EXPERIMENTS = 5;
  private static final List<Fate> OUTAGE = List.of(Fate.CUT, Fate.CUT_AFTER, Fate.STATUS_500);

  @TempDir private Path folder;

  /**
   * A sweep that is killed.
   *
   * @param kills how many times
   * @param most milliseconds until a kill, at the most
   * @param pace steps a second, at which it takes longer than that
   * @param aims what its kills are to meet, in turn
   * @param arguments of {@code run}
   * @param options of {@code run} and {@code resume}
   */
  private record Experiment(
      String name,
      int kills,
      int most,
      int pace,
      List<KillAim> aims,
      List<String> arguments,
      List<String> options) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** The share of all kills that the experiment of this number has. */
  private static int kills(int number) {
    return Math.max(1, KILLS / EXPERIMENTS + (number < KILLS % EXPERIMENTS ? 1 : 0));
  }

  static Stream<Experiment> experiments() {
    return Stream.of(
        new Experiment(
            "a student of a teacher",
            kills(1),
            2000,
            120,
            List.of(KillAim.ANYTHING, KillAim.CHECKPOINT, KillAim.JOURNAL),
            List.of(
                "configs/fig05.conf",
                "--set",
                "learning-rates.c=[0.6, 2.2, 3, 4.4]",
                "--set",
                "stop={ loss-change = 0, max-steps = 1200 }"),
            List.of()),
        new Experiment(
            "a paced toy",
            kills(2),
            2000,
            8,
            List.of(KillAim.JOURNAL, KillAim.ANYTHING, KillAim.CHECKPOINT),
            List.of("configs/fig01.conf", "--set", "learning-rates.c=[0.5, 1, 2.1, 3, 3.9, 4.3]"),
            List.of()),
        new Experiment(
            "a net of three layers",
            kills(3),
            2000,
            250,
            List.of(KillAim.CHECKPOINT, KillAim.JOURNAL, KillAim.ANYTHING),
            List.of(
                "configs/fig01.conf",
                "--set",
                "model={ kind = relu, width = 48, hidden-layers = 2 }",
                "--set",
                "data={ kind = uniform, dimension = 6, train = 24 }",
                "--set",
                "learning-rates.c=[0.5, 1.5, 2.2, 3]",
                "--set",
                "stop={ loss-change = 0, max-steps = 2500 }",
                "--set",
                "record.observables=[residual-alignment, eigenvector-overlap, units, ntk-drift]"),
            List.of()));
  }

  @ParameterizedTest
  @MethodSource("experiments")
  void aKilledSweepEndsLikeOneThatWasNot(Experiment experiment) throws Exception {
    Killing killing = new Killing(experiment);
    killing.computeUndisturbed();
    for (int kill = 0; kill < experiment.kills(); kill++) {
      killing.kill(killing.aim(kill), List.of(), () -> {});
    }
    killing.assertAlike(List.of());
  }

  /** Figure 3's net, its images and its test set. */
  @Test
  void aKilledSweepOfRealImagesEndsLikeOneThatWasNot() throws Exception {
    Path images =
        ImageFiles.folders("mnist-01").roots().stream()
            .filter(root -> Files.isDirectory(root.resolve("mnist-01")))
            .findFirst()
            .orElseThrow();
    Killing killing =
        new Killing(
            new Experiment(
                "figure 3's net on images",
                kills(0),
                2000,
                25,
                List.of(KillAim.CHECKPOINT, KillAim.ANYTHING, KillAim.JOURNAL),
                List.of(
                    "configs/fig03.conf",
                    "--set",
                    "learning-rates.c=[1.5, 2.5, 4]",
                    "--set",
                    "record.test-every=20",
                    "--set",
                    "stop={ loss-change = 0, max-steps = 150 }"),
                List.of("--data-dir", images.toString())));
    killing.computeUndisturbed();
    for (int kill = 0; kill < killing.experiment.kills(); kill++) {
      killing.kill(killing.aim(kill), List.of(), () -> {});
    }
    killing.assertAlike(List.of());
  }

  /** Its database goes away under way, so that its metrics lie in the spool when it is killed. */
  @Test
  void aKilledSweepWhoseDatabaseWasAwayEndsLikeOneThatWasNot() throws Exception {
    Killing killing =
        new Killing(
            new Experiment(
                "a student of a teacher whose database goes away",
                kills(4),
                1000,
                100,
                List.of(KillAim.SPOOL, KillAim.SPOOL, KillAim.CHECKPOINT, KillAim.ANYTHING),
                List.of(
                    "configs/fig05.conf",
                    "--set",
                    "learning-rates.c=[0.6, 2.2, 3]",
                    "--set",
                    "stop={ loss-change = 0, max-steps = 2000 }",
                    "--set",
                    "spool.memory=20k"),
                List.of()));
    killing.computeUndisturbed();
    PortChoice any = PortChoice.preferred(0);
    try (EmbeddedQuestDb database = EmbeddedQuestDb.start(folder.resolve("server"), any, any)) {
      URI url = URI.create("http://127.0.0.1:" + database.httpPort());
      for (int kill = 0; kill < killing.experiment.kills(); kill++) {
        try (FaultyProxy proxy = FaultyProxy.start(url, OUTAGE)) {
          proxy.spare();
          List<String> way = List.of("--store", "influx", "--influx-url", proxy.url().toString());
          killing.kill(killing.aim(kill), way, proxy::spoil);
        }
      }
      killing.assertAlike(List.of("--influx-url", url.toString()));
      assertThat(folder.resolve("killed").resolve("spool")).doesNotExist();
    }
  }

  /** One experiment under way. */
  private final class Killing {
    private final Experiment experiment;
    private final Random random;
    private final Path undisturbed = folder.resolve("undisturbed");
    private final Path killed = folder.resolve("killed");
    private int met;
    private int aimed;
    private int halfWritten;

    Killing(Experiment experiment) {
      this.experiment = experiment;
      this.random = new Random(SEED + experiment.name().hashCode());
    }

    KillAim aim(int kill) {
      return experiment.aims().get(kill % experiment.aims().size());
    }

    void computeUndisturbed() {
      List<String> whole = new ArrayList<>(List.of("run"));
      whole.addAll(experiment.arguments());
      whole.addAll(experiment.options());
      // Files instead of the database, whose rows are thereby compared with others.
      whole.addAll(List.of("--out", undisturbed.toString(), "--quiet", "--store", "csv"));
      assertThat(Cli.run(whole.toArray(String[]::new))).isEqualTo(new Cli.Said(0, ""));
    }

    void kill(KillAim aim, List<String> way, Runnable underWay) throws Exception {
      List<String> before = KillAim.halfWritten(killed);
      try (Victim victim = Victim.start(killed, command(way))) {
        // A process that is to go on with a run may be killed while it starts, too.
        if (aim != KillAim.ANYTHING || !Victim.isRun(killed)) {
          victim.awaitUnderWay();
          underWay.run();
        }
        victim.pass(random.nextInt(experiment.most()));
        aimed += aim.await(victim) && victim.process().isAlive() ? 1 : 0;
        met += victim.kill() ? 1 : 0;
      }
      List<String> after = KillAim.halfWritten(killed);
      after.removeAll(before);
      halfWritten += after.size();
    }

    private List<String> command(List<String> way) {
      List<String> command = new ArrayList<>();
      if (Victim.isRun(killed)) {
        command.addAll(List.of("resume", killed.toString()));
      } else {
        command.add("run");
        command.addAll(experiment.arguments());
        command.addAll(List.of("--set", "checkpoint.every=30ms", "--out", killed.toString()));
      }
      command.addAll(experiment.options());
      command.addAll(way);
      command.addAll(List.of("--quiet", "--parallelism", Integer.toString(1 + random.nextInt(3))));
      int pace = experiment.pace() * (1 + random.nextInt(3));
      command.addAll(List.of("--pace", Integer.toString(pace)));
      return command;
    }

    void assertAlike(List<String> way) throws Exception {
      String how = "with -Dtrebuchet.kills.seed=" + SEED;
      assertThat(met).as("kills that met a running sweep, " + how).isPositive();
      List<String> last = new ArrayList<>(List.of("resume", killed.toString(), "--quiet"));
      last.addAll(List.of("--parallelism", "3"));
      last.addAll(experiment.options());
      last.addAll(way);
      assertThat(Cli.run(last.toArray(String[]::new))).as(how).isEqualTo(new Cli.Said(0, ""));
      assertThat(Cli.trialsButWallTime(killed))
          .as(how)
          .isEqualTo(Cli.trialsButWallTime(undisturbed));
      assertThat(Cli.steps(killed, folder.resolve("killed.csv")))
          .as(how)
          .isEqualTo(Cli.steps(undisturbed, folder.resolve("undisturbed.csv")));
      assertThat(Cli.run("verify", killed.toString()).code()).as(how).isZero();
      assertTimestampsIncrease();
      System.out.printf(
          "kills of %s: %d, of which %d met a running sweep, %d what they were aimed at;"
              + " %d checkpoints left half written%n",
          experiment.name(), experiment.kills(), met, aimed, halfWritten);
    }

    private void assertTimestampsIncrease() throws IOException {
      try (StoredSteps steps = new Stored().open(RunDirectory.open(killed))) {
        for (String trial : steps.stepsByTrial().keySet()) {
          long[] last = {0, -1};
          steps.read(trial, block -> check(block, last));
        }
      }
    }
  }

  private static void check(MetricBlock block, long[] last) {
    for (int row = 0; row < block.rows(); row++) {
      assertThat(block.timestamp(row)).isGreaterThan(last[0]);
      assertThat(block.step(row)).isEqualTo(last[1] + 1);
      last[0] = block.timestamp(row);
      last[1] = block.step(row);
    }
  }
}
