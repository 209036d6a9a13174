package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.storage.DatabaseFolder;
import io.trebuchet.storage.EmbeddedQuestDb;
import io.trebuchet.storage.ExternalStore;
import io.trebuchet.storage.InfluxDaemon;
import io.trebuchet.storage.InfluxSettings;
import io.trebuchet.storage.InfluxStore;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.MetricStore;
import io.trebuchet.storage.QuestDbSteps;
import io.trebuchet.storage.StoredSteps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that a proxy held and delivered long after they had been sent again. */
final class TwinsTest {
  private static final long LATER = 3_000_000_000L;

  @TempDir private Path folder;

  private Path run(String name, String... more) {
    Path out = folder.resolve(name);
    List<String> command = new ArrayList<>(List.of("run", "configs/fig01.conf"));
    command.addAll(List.of("--out", out.toString(), "--quiet", "--set", "model.n=50"));
    command.addAll(List.of("--set", "learning-rates.c=[0.5, 1]"));
    command.addAll(List.of("--set", "stop={ loss-change = 0, max-steps = 400 }"));
    command.addAll(List.of(more));
    assertThat(Cli.run(command.toArray(String[]::new))).isEqualTo(new Cli.Said(0, ""));
    return out;
  }

  /** Writes 300 steps of a trial again, later, as the store has them. */
  private static void twice(StoredSteps steps, MetricStore store) throws IOException {
    List<MetricBlock> blocks = new ArrayList<>();
    steps.read("s1-c0.5", blocks::add);
    int left = 300;
    for (MetricBlock block : blocks) {
      int rows = Math.min(left, block.rows());
      long[] times = new long[rows];
      Arrays.setAll(times, row -> block.timestamp(row) + LATER);
      store.write(store.encode(List.of(block.part(0, rows).at(times))));
      left -= rows;
    }
    assertThat(left).isZero();
  }

  private void assertRepaired(Path run, Path whole) throws IOException {
    Said told = Said.of(() -> Cli.run("verify", run.toString()));
    assertThat(told.code()).as(told.out()).isZero();
    assertThat(told.out()).contains("s1-c0.5: 300 rows stand twice, with the same values");
    assertThat(steps(run)).isEqualTo(steps(whole));
    Said repaired = Said.of(() -> Cli.run("verify", run.toString(), "--repair"));
    assertThat(repaired.code()).as(repaired.out() + repaired.errors()).isZero();
    assertThat(repaired.out())
        .contains("300 rows that stood twice were removed")
        .contains("with the values that it had")
        .doesNotContain("stand twice");
    assertThat(steps(run)).isEqualTo(steps(whole));
    Said again = Said.of(() -> Cli.run("verify", run.toString(), "--repair"));
    assertThat(again.out()).contains("0 rows that stood twice were removed");
  }

  private List<List<String>> steps(Path run) throws IOException {
    Path file = folder.resolve("steps.csv");
    Files.deleteIfExists(file);
    return Cli.steps(run, file);
  }

  @Test
  void anInfluxDeletesThem() throws Exception {
    Path whole = run("whole", "--store", "csv");
    try (InfluxDaemon influx = InfluxDaemon.start(folder)) {
      String url = influx.url().toString();
      Path run = run("run", "--store", "influx", "--influx-url", url, "--influx-bucket", "x");
      InfluxSettings settings = InfluxSettings.of(influx.url(), "", "", "x");
      String id = Manifest.read(run.resolve("manifest.json")).runId();
      try (StoredSteps steps = ExternalStore.read(settings, id);
          MetricStore store = ExternalStore.open(settings)) {
        twice(steps, store);
      }
      assertRepaired(run, whole);
    }
  }

  @Test
  void theTableOfAQuestDbIsWrittenAnew() throws Exception {
    Path whole = run("whole", "--store", "csv");
    Path run = run("run");
    String id = Manifest.read(run.resolve("manifest.json")).runId();
    try (EmbeddedQuestDb database =
            EmbeddedQuestDb.start(
                DatabaseFolder.of(run.resolve("db"), false),
                io.trebuchet.storage.PortChoice.preferred(0),
                io.trebuchet.storage.PortChoice.preferred(0));
        MetricStore store = InfluxStore.embedded(database)) {
      twice(QuestDbSteps.of(database, id), store);
      database.awaitApplied();
    }
    assertRepaired(run, whole);
    // What comes after it is stored once, too.
    assertThat(
            Cli.run("resume", run.toString(), "--quiet", "--set", "learning-rates.c=[0.5, 1, 1.5]")
                .code())
        .isZero();
    assertThat(Cli.run("verify", run.toString()).code()).isZero();
  }
}
