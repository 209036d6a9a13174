package io.trebuchet.cli;

import io.trebuchet.process.UsageException;
import io.trebuchet.storage.DatabaseFolder;
import io.trebuchet.storage.InfluxSettings;
import io.trebuchet.storage.Manifest;
import io.trebuchet.stores.DatabasePorts;
import io.trebuchet.stores.ServerAccess;
import io.trebuchet.stores.StoreChoice;
import io.trebuchet.stores.StoreKind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options that say where metrics go. */
final class StoreOptions {
  @Option(
      names = "--store",
      paramLabel = "KIND",
      converter = ByWord.class,
      description = "questdb (in the process, default), influx, csv or none.")
  StoreKind kind = StoreKind.usual();

  @Mixin ServerOptions address = new ServerOptions();

  @Option(
      names = "--influx-org",
      paramLabel = "ORG",
      description = "Organisation. Default: ${DEFAULT-VALUE}.")
  String influxOrg = "trebuchet";

  @Option(
      names = "--influx-bucket",
      paramLabel = "BUCKET",
      description =
          "Bucket, which must exist; for InfluxDB 1.x the database, which is created."
              + " Default: ${DEFAULT-VALUE}.")
  String influxBucket = "trebuchet";

  @Option(
      names = "--db-dir",
      paramLabel = "DIR",
      description = "Directory of the embedded database. Default: db in the run's directory.")
  @Nullable Path dbDir;

  @Mixin Ports ports = new Ports();

  @Mixin Trust trust = new Trust();

  private Manifest.@Nullable Server recorded;

  /** Goes on with the server of an earlier run. */
  void keep(Manifest.Server server) {
    recorded = server;
  }

  /** What they ask for. */
  StoreChoice choice() {
    ServerAccess access = address.access();
    URI url = access.url();
    return new StoreChoice(
        kind,
        access,
        url == null ? recorded : new Manifest.Server(url.toString(), influxOrg, influxBucket),
        dbDir,
        ports.chosen(),
        trust.given());
  }

  /** Complains about options that do not go together, and of a login that cannot be had. */
  void check() throws IOException {
    StoreChoice choice = choice();
    if (kind.onServer() && choice.server() == null) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "--store %s needs --influx-url URL, such as http://127.0.0.1:8086",
              kind.word()));
    }
    if (kind.onServer()) {
      InfluxSettings unused = choice.settings();
    }
    if (!kind.onServer() && choice.access().given()) {
      throw new UsageException("--influx-url goes with --store influx");
    }
    if (!kind.embedded() && dbDir != null) {
      throw new UsageException("--db-dir goes with --store questdb");
    }
    if (!kind.embedded() && ports.chosen().given()) {
      throw new UsageException("--questdb-port and --questdb-pg-port go with --store questdb");
    }
    ports.check();
    if (dbDir != null) {
      DatabaseFolder unused = DatabaseFolder.of(dbDir, trust.given());
    }
  }

  /** Reads the word of a kind. */
  static final class ByWord implements ITypeConverter<StoreKind> {
    @Override
    public StoreKind convert(String word) {
      try {
        return StoreKind.of(word);
      } catch (UsageException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }

  /** Where an embedded database listens. */
  static final class Ports {
    @Option(
        names = DatabasePorts.HTTP_OPTION,
        paramLabel = "P",
        description = "HTTP port of the embedded database. Default: 9000, or any if that is busy.")
    private @Nullable Integer httpPort;

    @Option(
        names = DatabasePorts.PG_OPTION,
        paramLabel = "P",
        description = "Its PostgreSQL port. Default: 8812, or any if that is busy.")
    private @Nullable Integer pgPort;

    DatabasePorts chosen() {
      return new DatabasePorts(httpPort, pgPort);
    }

    void check() {
      checkPort(httpPort, DatabasePorts.HTTP_OPTION);
      checkPort(pgPort, DatabasePorts.PG_OPTION);
    }

    private static void checkPort(@Nullable Integer port, String option) {
      if (port != null && (port < 1 || port > 65535)) {
        throw new UsageException(option + ": " + port + " is not a port (1 to 65535)");
      }
    }
  }
}
