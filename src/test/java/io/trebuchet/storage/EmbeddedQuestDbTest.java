package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.ErrorTag;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.RowCounts;
import io.trebuchet.metrics.Series;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedQuestDbTest {
  private static final PortChoice ANY = PortChoice.preferred(0);

  @TempDir Path directory;

  @Test
  void twentyThousandDoublesComeBackExactly() throws Exception {
    Series series = Emissions.series("s1-c2.1");
    DoubleSupplier values = Emissions.anyFinite(7);
    List<MetricBlock> written = new ArrayList<>();
    try (EmbeddedQuestDb database = EmbeddedQuestDb.start(directory, ANY, ANY)) {
      try (InfluxStore store = InfluxStore.embedded(database)) {
        for (int k = 0; k < 4; k++) {
          MetricBlock block = Emissions.block(series, 500L * k, 500, values);
          written.add(block);
          store.write(store.encode(List.of(block)));
        }
      }
      assertThat(Rows.of(QuestDbSteps.of(database, Emissions.SWEEP), series.trial()))
          .isEqualTo(Rows.of(written));
    }
    // A later process reads the same without servers.
    try (QuestDbSteps steps =
        QuestDbSteps.open(DatabaseFolder.of(directory, false), Emissions.SWEEP)) {
      assertThat(Rows.of(steps, series.trial())).isEqualTo(Rows.of(written));
    }
  }

  @Test
  void aNumberThatIsNotFiniteIsAbsentAndSaysSo() throws Exception {
    MetricBlock.Builder rows = MetricBlock.Builder.create(Emissions.series("s1-c9"), 3);
    rows.row(0, Emissions.NOON);
    rows.set(Metric.LOSS, 0.0);
    rows.set(Metric.WEIGHT_NORM_SQ, 1);
    rows.set(Metric.LAMBDA_MAX, 1);
    rows.row(1, Emissions.NOON + 1);
    rows.set(Metric.LOSS, Double.POSITIVE_INFINITY);
    rows.set(Metric.WEIGHT_NORM_SQ, 1);
    try (EmbeddedQuestDb database = EmbeddedQuestDb.start(directory, ANY, ANY);
        QuestDbSteps steps = QuestDbSteps.of(database, Emissions.SWEEP)) {
      try (InfluxStore store = InfluxStore.embedded(database)) {
        store.write(store.encode(List.of(rows.build())));
      }
      List<String> seen = new ArrayList<>();
      database.query(
          "SELECT loss, log10_loss, finite FROM step",
          row -> seen.add(row.getDouble(0) + " " + row.getDouble(1) + " " + row.getBool(2)));
      assertThat(seen).containsExactly("0.0 NaN true", "NaN NaN false");
      List<MetricBlock> blocks = new ArrayList<>();
      steps.read("s1-c9", blocks::add);
      MetricBlock read = blocks.getFirst();
      assertThat(read.value(Metric.LOSS, 1)).isNaN();
      assertThat(read.finite(0)).isTrue();
      assertThat(read.finite(1)).isFalse();
    }
  }

  @Test
  void theSameBatchTwiceIsStoredOnce() throws Exception {
    Series series = Emissions.series("s1-c2.1");
    try (EmbeddedQuestDb database = EmbeddedQuestDb.start(directory, ANY, ANY);
        QuestDbSteps steps = QuestDbSteps.of(database, Emissions.SWEEP)) {
      try (InfluxStore store = InfluxStore.embedded(database)) {
        Batch batch =
            store.encode(
                List.of(
                    Emissions.started(series),
                    Emissions.block(series, 0, 100, () -> 1.5),
                    Emissions.block(Emissions.series("s1-c4"), 0, 50, () -> 1.5),
                    Emissions.ended(series, "a \"reason\",\nof two lines")));
        store.write(batch);
        store.write(batch);
      }
      assertThat(steps.stepsByTrial()).isEqualTo(Map.of("s1-c2.1", 100L, "s1-c4", 50L));
      assertThat(steps.events().rows()).isEqualTo(2);
      List<String> reasons = new ArrayList<>();
      database.query(
          "SELECT reason, wall_ms, loss_max FROM trial WHERE state = 'ended'",
          row -> reasons.add(row.getVarcharA(0) + " " + row.getLong(1) + " " + row.getDouble(2)));
      assertThat(reasons).containsExactly("a \"reason\", of two lines 12 20.25");
    }
  }

  @Test
  void aBadLineIsNamed() throws Exception {
    try (EmbeddedQuestDb database = EmbeddedQuestDb.start(directory, ANY, ANY);
        InfluxStore store = InfluxStore.embedded(database)) {
      String good = "step,sweep=a,trial=b step=1i 1767268800000000000\n";
      String bad = "step,sweep=a,trial=b step=5.0 1767268800000000001\n";
      assertThatThrownBy(() -> store.write(new Batch(good + bad, new RowCounts(2, 0, 0))))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("status 400")
          .hasMessageContaining("line 2, " + bad.strip());
    }
  }

  @Test
  void aBusyPortIsAnErrorOnlyIfAskedFor() throws Exception {
    try (ServerSocket busy =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      int port = busy.getLocalPort();
      assertThatThrownBy(
              () ->
                  EmbeddedQuestDb.start(
                      directory, PortChoice.required(port, "--questdb-port"), ANY))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining(String.valueOf(port))
          .hasMessageContaining("--questdb-port");
      try (EmbeddedQuestDb database =
          EmbeddedQuestDb.start(directory, PortChoice.preferred(port), ANY)) {
        assertThat(database.httpPort()).isPositive().isNotEqualTo(port);
        assertThat(database.pgPort()).isPositive().isNotEqualTo(database.httpPort());
      }
    }
  }

  @Test
  void databasesThatStartTogetherAllGetPorts() throws Exception {
    for (int round = 0; round < 5; round++) {
      int wanted;
      try (ServerSocket free = new ServerSocket(0)) {
        wanted = free.getLocalPort();
      }
      CyclicBarrier together = new CyclicBarrier(2);
      List<CompletableFuture<Integer>> ports = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        Path folder = directory.resolve(round + "-" + i);
        ports.add(CompletableFuture.supplyAsync(() -> portOf(folder, wanted, together)));
      }
      assertThat(ports.getFirst().get(30, TimeUnit.SECONDS))
          .isPositive()
          .isNotEqualTo(ports.getLast().get(30, TimeUnit.SECONDS));
    }
  }

  private static int portOf(Path folder, int wanted, CyclicBarrier together) {
    try {
      together.await();
      try (EmbeddedQuestDb database =
          EmbeddedQuestDb.start(folder, PortChoice.preferred(wanted), ANY)) {
        together.await();
        return database.httpPort();
      }
    } catch (Exception e) {
      together.reset();
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aDirectoryHasOneDatabase() throws Exception {
    try (EmbeddedQuestDb database = EmbeddedQuestDb.start(directory, ANY, ANY)) {
      assertThatThrownBy(() -> EmbeddedQuestDb.open(DatabaseFolder.of(directory, false)))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("in use by process " + ProcessHandle.current().pid());
      assertThat(database.httpPort()).isPositive();
    }
  }

  @Test
  void aTableThatFoundNoRoomGoesOnOnceThereIsSome() throws Exception {
    try (EmbeddedQuestDb database = EmbeddedQuestDb.start(directory, ANY, ANY)) {
      CairoEngine engine = database.engine();
      engine
          .getTableSequencerAPI()
          .suspendTable(engine.verifyTableName("step"), ErrorTag.DISK_FULL, "no space left");
      database.awaitApplied();
      assertThat(engine.getTableSequencerAPI().isSuspended(engine.verifyTableName("step")))
          .isFalse();
    }
  }

  @Test
  void aSuspendedTableIsAnError() throws Exception {
    try (EmbeddedQuestDb database = EmbeddedQuestDb.start(directory, ANY, ANY)) {
      CairoEngine engine = database.engine();
      engine
          .getTableSequencerAPI()
          .suspendTable(engine.verifyTableName("step"), ErrorTag.NONE, "a file is missing");
      assertThatThrownBy(database::awaitApplied)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("suspended the table step")
          .hasMessageContaining("ALTER TABLE step RESUME WAL");
    }
  }

  @Test
  void opensNoDatabaseThatIsNotThere() {
    Path nowhere = directory.resolve("db");
    assertThatThrownBy(() -> EmbeddedQuestDb.open(DatabaseFolder.of(nowhere, false)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("no database");
    assertThat(nowhere).doesNotExist();
  }

  @Test
  void writesSurviveAStopBeforeTheyAreApplied() throws Exception {
    Series series = Emissions.series("s1-c2.1");
    for (int k = 0; k < 2; k++) {
      try (EmbeddedQuestDb database = EmbeddedQuestDb.start(directory, ANY, ANY)) {
        // Not closed, so nothing waits for the write-ahead log.
        InfluxStore store = InfluxStore.embedded(database);
        store.write(store.encode(List.of(Emissions.block(series, 1000L * k, 1000, () -> 2.5))));
      }
    }
    try (QuestDbSteps steps =
        QuestDbSteps.open(DatabaseFolder.of(directory, false), Emissions.SWEEP)) {
      assertThat(steps.stepsByTrial()).isEqualTo(Map.of("s1-c2.1", 2000L));
    }
  }

  @Test
  void anExternalQuestDbGetsOurTables() throws Exception {
    Series series = Emissions.series("s1-c2.1");
    try (EmbeddedQuestDb server = EmbeddedQuestDb.start(directory, ANY, ANY)) {
      server.execute("DROP TABLE step");
      server.awaitApplied();
      String token = server.settings().token();
      InfluxSettings settings = InfluxSettings.of(server.settings().url(), token, "org", "bucket");
      try (MetricStore store = ExternalStore.open(settings)) {
        assertThat(store.kind()).isEqualTo("influx");
        Batch batch = store.encode(List.of(Emissions.block(series, 0, 10, () -> 2.5)));
        store.write(batch);
        store.write(batch);
      }
      server.awaitApplied();
      assertThat(QuestDbSteps.of(server, Emissions.SWEEP).stepsByTrial())
          .isEqualTo(Map.of("s1-c2.1", 10L));
      assertThat(settings.toString()).doesNotContain(token);
    }
  }

  @Test
  void staysSmallOnDiskWhileOpen() throws Exception {
    try (EmbeddedQuestDb database = EmbeddedQuestDb.start(directory, ANY, ANY)) {
      InfluxStore store = InfluxStore.embedded(database);
      store.write(
          store.encode(List.of(Emissions.block(Emissions.series("s1-c2.1"), 0, 10, () -> 2.5))));
      database.awaitApplied();
      long bytes = 0;
      try (var files = Files.walk(directory)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          bytes += Files.size(file);
        }
      }
      assertThat(bytes).isLessThan(20_000_000);
    }
  }
}
