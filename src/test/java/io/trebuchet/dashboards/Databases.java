package io.trebuchet.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.actors.SweepEngine;
import io.trebuchet.config.Overrides;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.SweepReader;
import io.trebuchet.data.DataFolders;
import io.trebuchet.data.ImageFiles;
import io.trebuchet.metrics.EngineSample;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.storage.Credentials;
import io.trebuchet.storage.EmbeddedQuestDb;
import io.trebuchet.storage.InfluxStore;
import io.trebuchet.storage.PortChoice;
import io.trebuchet.storage.TrialsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real QuestDB and a real InfluxDB that hold the same real sweeps. */
final class Databases implements AutoCloseable {
  private final EmbeddedQuestDb questDb;
  private final Influxd influx;
  private final Connection wire;
  private final List<Sweep> sweeps = new ArrayList<>();

  /** A sweep that was run, with the rows of its trials.csv. */
  record Sweep(String id, Instant from, Instant to, List<Map<String, String>> trials) {}

  private Databases(EmbeddedQuestDb questDb, Influxd influx, Connection wire) {
    this.questDb = questDb;
    this.influx = influx;
    this.wire = wire;
  }

  /** Figure 2 with two rates. */
  static Databases small(Path directory) throws Exception {
    Databases databases = empty(directory);
    databases.run(directory, new DataFolders(List.of()), "fig02", "learning-rates.c=[2,2.1]");
    databases.questDb.awaitApplied();
    return databases;
  }

  private static Databases empty(Path directory) throws Exception {
    Influxd influx = Influxd.start(Files.createDirectories(directory.resolve("influx")));
    PortChoice any = PortChoice.preferred(0);
    Credentials logins = Credentials.in(directory);
    EmbeddedQuestDb questDb = EmbeddedQuestDb.start(directory.resolve("questdb"), logins, any, any);
    // Grafana sends plain texts, not prepared statements, and reads.
    Connection wire =
        DriverManager.getConnection(
            "jdbc:postgresql://127.0.0.1:%d/qdb?preferQueryMode=simple&sslmode=disable"
                .formatted(questDb.pgPort()),
            logins.reader().user(),
            logins.reader().password());
    return new Databases(questDb, influx, wire);
  }

  /** Figure 2, and figures 3 and 14 with few rates, steps and units. */
  static Databases filled(Path directory) throws Exception {
    DataFolders images = ImageFiles.folders("mnist-01");
    Databases databases = empty(directory);
    databases.run(directory, images, "fig02");
    databases.run(
        directory,
        images,
        "fig03",
        "learning-rates.c=[1.5,4,8]",
        "stop.max-steps=60",
        "model.width=128",
        "record.observables=[weight-distance]");
    databases.run(
        directory,
        images,
        "fig14",
        "learning-rates.c=[1.5,3]",
        "stop.max-steps=20",
        "model.width=32");
    databases.questDb.awaitApplied();
    return databases;
  }

  private void run(Path directory, DataFolders folders, String figure, String... settings)
      throws Exception {
    SweepConfig config =
        SweepReader.create().read(Path.of("configs", figure + ".conf"), Overrides.of(settings));
    String id = figure + "-20260102-030405-0a1b2c3d";
    Ledger ledger = Ledger.create("both");
    Instant from = Instant.now();
    try (TwinStore store = TwinStore.of(InfluxStore.embedded(questDb), influx)) {
      SweepEngine.Ending ending;
      try (SweepEngine engine =
          SweepEngine.start(
              config,
              new SweepEngine.Options(id, 2, 0),
              folders,
              store,
              ledger,
              emission -> {},
              InstantSource.system(),
              null)) {
        ending = engine.ending().toCompletableFuture().get(120, TimeUnit.SECONDS);
      }
      assertThat(ending.storeFailure()).isNull();
      Path file = directory.resolve(figure + ".csv");
      TrialsFile.write(file, ending.sweep().results(), 1);
      for (int second = 1; second >= 0; second--) {
        long at = TimeUnit.SECONDS.toNanos(Instant.now().getEpochSecond() - second);
        EngineSample sample = new EngineSample(id, at, 2 - second, 1234.5, 3, 4096, 1, 5 << 20, 7);
        store.write(store.encode(List.of(sample)));
      }
      sweeps.add(new Sweep(id, from, Instant.now(), TrialsFile.rows(file)));
    }
  }

  List<Sweep> sweeps() {
    return sweeps;
  }

  /** Asks a database of a kind; nulls are left out of rows. */
  List<Map<String, Object>> query(Dialect dialect, String text) throws Exception {
    return switch (dialect) {
      case InfluxQlDialect influxQl -> influx.query(text);
      case QuestDb sql -> overTheWire(text);
    };
  }

  /** Runs statements of QuestDB that return no rows. */
  void execute(String sql) throws Exception {
    questDb.execute(sql);
    questDb.awaitApplied();
  }

  private List<Map<String, Object>> overTheWire(String sql) throws Exception {
    try (Statement statement = wire.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      ResultSetMetaData columns = result.getMetaData();
      List<Map<String, Object>> rows = new ArrayList<>();
      while (result.next()) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
          Object value = result.getObject(i);
          if (value instanceof Number number) {
            row.put(columns.getColumnLabel(i), number.doubleValue());
          } else if (value != null) {
            row.put(columns.getColumnLabel(i), value.toString());
          }
        }
        rows.add(row);
      }
      return rows;
    }
  }

  @Override
  public void close() throws Exception {
    wire.close();
    questDb.close();
    influx.close();
  }
}
