package io.trebuchet.cli;

import io.trebuchet.storage.DatabaseFolder;
import io.trebuchet.storage.InfluxSettings;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.PortChoice;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say where metrics go. */
final class StoreOptions {
  /** The stores that {@code --store} can name. */
  enum Kind {
    /** A QuestDB inside the process. */
    QUESTDB,
    /** An InfluxDB or QuestDB server; what it is and which version, it tells itself. */
    INFLUX,
    /** Files of comma-separated values. */
    CSV,
    /** Nothing is kept but the trials' rows. */
    NONE;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--store",
      paramLabel = "KIND",
      description = "questdb (in the process, default), influx, csv or none.")
  Kind kind = Kind.QUESTDB;

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

  /** The external server, if there is one. */
  Manifest.@Nullable Server server() {
    URI url = address.url();
    return url == null ? recorded : new Manifest.Server(url.toString(), influxOrg, influxBucket);
  }

  /** Goes on with the server of an earlier run. */
  void keep(Manifest.Server server) {
    recorded = server;
  }

  /** How to reach that server. */
  InfluxSettings settings() throws IOException {
    return address.settings(Objects.requireNonNull(server()));
  }

  /** Complains about options that do not go together, and of a login that cannot be had. */
  void check() throws IOException {
    address.check();
    if (kind == Kind.INFLUX && server() == null) {
      throw new UsageException(
          "--store influx needs --influx-url URL, such as http://127.0.0.1:8086");
    }
    if (kind == Kind.INFLUX) {
      InfluxSettings unused = settings();
    }
    if (kind != Kind.INFLUX && address.given()) {
      throw new UsageException("--influx-url goes with --store influx");
    }
    if (kind != Kind.QUESTDB && dbDir != null) {
      throw new UsageException("--db-dir goes with --store questdb");
    }
    if (kind != Kind.QUESTDB && ports.given()) {
      throw new UsageException("--questdb-port and --questdb-pg-port go with --store questdb");
    }
    ports.check();
    if (dbDir != null) {
      DatabaseFolder unused = trust.database(dbDir);
    }
  }

  /** Where an embedded database listens. */
  static final class Ports {
    private static final int HTTP_PORT = 9000;
    private static final int PG_PORT = 8812;

    @Option(
        names = "--questdb-port",
        paramLabel = "P",
        description = "HTTP port of the embedded database. Default: 9000, or any if that is busy.")
    private @Nullable Integer httpPort;

    @Option(
        names = "--questdb-pg-port",
        paramLabel = "P",
        description = "Its PostgreSQL port. Default: 8812, or any if that is busy.")
    private @Nullable Integer pgPort;

    boolean given() {
      return httpPort != null || pgPort != null;
    }

    void check() {
      checkPort(httpPort, "--questdb-port");
      checkPort(pgPort, "--questdb-pg-port");
    }

    PortChoice http() {
      return choice(httpPort, HTTP_PORT, "--questdb-port");
    }

    PortChoice pg() {
      return choice(pgPort, PG_PORT, "--questdb-pg-port");
    }

    private static void checkPort(@Nullable Integer port, String option) {
      if (port != null && (port < 1 || port > 65535)) {
        throw new UsageException(option + ": " + port + " is not a port (1 to 65535)");
      }
    }

    private static PortChoice choice(@Nullable Integer asked, int usual, String option) {
      return asked == null ? PortChoice.preferred(usual) : PortChoice.required(asked, option);
    }
  }
}
