package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.data.ImageFiles;
import io.trebuchet.storage.EmbeddedQuestDb;
import io.trebuchet.storage.FaultyProxy;
import io.trebuchet.storage.FaultyProxy.Fate;
import io.trebuchet.storage.PortChoice;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  /** The share of all kills that the experiment of this number has. */
  private static int kills(int number) {
    return Math.max(1, KILLS / EXPERIMENTS + (number < KILLS % EXPERIMENTS ? 1 : 0));
  }

  static Stream<Killing.Experiment> experiments() {
    return Stream.of(
        new Killing.Experiment(
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
        new Killing.Experiment(
            "a paced toy",
            kills(2),
            2000,
            8,
            List.of(KillAim.JOURNAL, KillAim.ANYTHING, KillAim.CHECKPOINT),
            List.of("configs/fig01.conf", "--set", "learning-rates.c=[0.5, 1, 2.1, 3, 3.9, 4.3]"),
            List.of()),
        new Killing.Experiment(
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
  void aKilledSweepEndsLikeOneThatWasNot(Killing.Experiment experiment) throws Exception {
    Killing killing = Killing.of(experiment, folder, SEED);
    for (int kill = 0; kill < killing.kills(); kill++) {
      killing.kill(kill, List.of(), () -> {});
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
        Killing.of(
            new Killing.Experiment(
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
                List.of("--data-dir", images.toString())),
            folder,
            SEED);
    for (int kill = 0; kill < killing.kills(); kill++) {
      killing.kill(kill, List.of(), () -> {});
    }
    killing.assertAlike(List.of());
  }

  /** Its database goes away under way, so that its metrics lie in the spool when it is killed. */
  @Test
  void aKilledSweepWhoseDatabaseWasAwayEndsLikeOneThatWasNot() throws Exception {
    Killing killing =
        Killing.of(
            new Killing.Experiment(
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
                List.of()),
            folder,
            SEED);
    PortChoice any = PortChoice.preferred(0);
    try (EmbeddedQuestDb database = EmbeddedQuestDb.start(folder.resolve("server"), any, any)) {
      URI url = URI.create("http://127.0.0.1:" + database.httpPort());
      String token = database.settings().token();
      for (int kill = 0; kill < killing.kills(); kill++) {
        try (FaultyProxy proxy = FaultyProxy.start(url, OUTAGE)) {
          proxy.spare();
          List<String> way =
              List.of(
                  "--store",
                  "influx",
                  "--influx-url",
                  proxy.url().toString(),
                  "--influx-token",
                  token);
          killing.kill(kill, way, proxy::spoil);
        }
      }
      killing.assertAlike(List.of("--influx-url", url.toString(), "--influx-token", token));
      assertThat(folder.resolve("killed").resolve("spool")).doesNotExist();
    }
  }
}
