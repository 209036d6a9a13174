package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trebuchet.metrics.TrialColumn;
import io.trebuchet.storage.DatabaseFolder;
import io.trebuchet.storage.EmbeddedQuestDb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first figure through the whole pipeline: config, actors, stream, database, files. */
final class Fig01EndToEndTest {
  @TempDir private static Path folder;
  private static Path run;

  @BeforeAll
  static void runTheSweep() {
    run = folder.resolve("r1");
    Cli.Said said =
        Cli.run(
            "run", "configs/fig01.conf", "--out", run.toString(), "--quiet", "--parallelism", "2");
    assertThat(said).isEqualTo(new Cli.Said(0, ""));
  }

  @Test
  void theRunDirectoryHasItsFiles() throws IOException {
    assertThat(run).isDirectoryContaining("glob:**/config.conf");
    for (String file : List.of("manifest.json", "trials.csv", "ledger.json", "log", "db")) {
      assertThat(run.resolve(file)).exists();
    }
    assertThat(run.resolve("endpoint.json")).doesNotExist();
    assertThat(Files.readAllLines(run.resolve("trials.csv")).getFirst())
        .isEqualTo(
            String.join(",", TrialColumn.all().stream().map(TrialColumn::name).toList())
                + ",attempt");
  }

  @Test
  void thePhasesLieWhereThePaperSays() throws IOException {
    List<Map<String, String>> trials = Cli.trials(run);
    assertThat(trials).hasSize(46);
    for (Map<String, String> trial : trials) {
      double c = Cli.number(trial, "c");
      double bound = Cli.number(trial, "bound_one_point_c");
      assertThat(bound).isBetween(2.1, 2.6);
      if (c <= 1.9) {
        assertThat(trial).containsEntry("phase", "lazy");
      } else if (c >= 2.1 && c <= bound) {
        assertThat(trial).containsEntry("phase", "catapult");
        assertThat(Cli.number(trial, "weight_norm_sq_final"))
            .isLessThan(Cli.number(trial, "weight_norm_sq_initial"));
        assertThat(Cli.number(trial, "eta_lambda_final")).isLessThan(2);
      } else if (c >= 4.2) {
        assertThat(trial).containsEntry("phase", "divergent");
      }
    }
  }

  /** (12): θ²_{t+1} = θ²_t + ηz²(ηH − 4), on what comes back from the database. */
  @Test
  void everyStepIsThereOnceAndObeysTheUpdateOfTheNorm() throws IOException {
    Map<String, Double> rates = new HashMap<>();
    Map<String, Long> updates = new HashMap<>();
    for (Map<String, String> trial : Cli.trials(run)) {
      rates.put(trial.get("trial"), Cli.number(trial, "learning_rate"));
      updates.put(trial.get("trial"), Long.parseLong(trial.get("steps")));
    }
    Set<String> seen = new HashSet<>();
    String trial = "";
    double predicted = Double.NaN;
    long step = -1;
    for (List<String> row : Cli.steps(run, folder.resolve("steps.csv"))) {
      if (!row.get(0).equals(trial)) {
        assertThat(seen.add(row.get(0))).as("%s comes in one piece", row.get(0)).isTrue();
        if (!trial.isEmpty()) {
          assertThat(step).isEqualTo(updates.get(trial));
        }
        trial = row.get(0);
        step = -1;
      }
      assertThat(Long.parseLong(row.get(2))).isEqualTo(++step);
      double norm = Double.parseDouble(row.get(4));
      if (step > 0) {
        assertThat(norm).isCloseTo(predicted, within(1e-9 * norm));
      }
      double eta = rates.getOrDefault(trial, Double.NaN);
      double zSq = 2 * Double.parseDouble(row.get(3));
      predicted = norm + eta * zSq * (eta * Double.parseDouble(row.get(5)) - 4);
      assertThat(row.get(13)).isEqualTo("true");
    }
    assertThat(seen).isEqualTo(updates.keySet());
  }

  @Test
  void theResultsDoNotDependOnParallelism() throws IOException {
    Path other = folder.resolve("serial");
    Cli.Said said =
        Cli.run(
            "run",
            "configs/fig01.conf",
            "--out",
            other.toString(),
            "--quiet",
            "--parallelism",
            "1",
            "--store",
            "csv");
    assertThat(said.code()).isZero();
    assertThat(Cli.trialsButWallTime(other)).isEqualTo(Cli.trialsButWallTime(run));
    // Another store gives back the same numbers to the last digit.
    assertThat(Cli.steps(other, folder.resolve("csv-steps.csv")))
        .isEqualTo(Cli.steps(run, folder.resolve("db-steps.csv")));
    assertThat(Cli.run("verify", other.toString()).code()).isZero();
  }

  @Test
  void verifyMissesWhatWasTakenFromTheDatabase() throws IOException {
    Path damaged = folder.resolve("damaged");
    Cli.Said said =
        Cli.run(
            "run",
            "configs/fig01.conf",
            "--out",
            damaged.toString(),
            "--quiet",
            "--set",
            "learning-rates.c=[1, 2.5]");
    assertThat(said.code()).isZero();
    assertThat(Cli.run("verify", damaged.toString()).code()).isZero();
    try (EmbeddedQuestDb database =
        EmbeddedQuestDb.open(DatabaseFolder.of(damaged.resolve("db"), false))) {
      database.execute("ALTER TABLE step DROP PARTITION WHERE timestamp > 0");
      database.awaitApplied();
    }
    assertThat(Cli.run("verify", damaged.toString()).code()).isEqualTo(3);
  }

  @Test
  void showAndLsReadTheRun() {
    assertThat(Cli.run("show", run.toString(), "--sort", "-loss_max").code()).isZero();
    assertThat(Cli.run("show", run.toString(), "--sort", "no_such"))
        .satisfies(
            said -> {
              assertThat(said.code()).isEqualTo(2);
              assertThat(said.errors()).contains("loss_max");
            });
    assertThat(Cli.run("ls", folder.toString()).code()).isZero();
  }
}
