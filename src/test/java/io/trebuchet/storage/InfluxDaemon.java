package io.trebuchet.storage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * A real InfluxDB 1.x, the {@code influxd} of the system, as a process of its own on free ports of
 * 127.0.0.1. It can be killed, frozen and started again on the same data.
 */
public final class InfluxDaemon implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;

  private final Path directory;
  private final Path config;
  private final int port;
  private Process process;

  private InfluxDaemon(Path directory, Path config, int port, Process process) {
    this.directory = directory;
    this.config = config;
    this.port = port;
    this.process = process;
  }

  /** Starts one with its data below a folder. Without influxd CI fails and others skip the test. */
  public static InfluxDaemon start(Path folder) throws Exception {
    return start(folder, false);
  }

  /** Starts one that asks everybody to log in; the first user that is made administrates it. */
  public static InfluxDaemon startGuarded(Path folder) throws Exception {
    return start(folder, true);
  }

  private static InfluxDaemon start(Path folder, boolean guarded) throws Exception {
    requireInstalled();
    Path directory = Files.createDirectories(folder.resolve("influxd"));
    int port = freePort();
    Path config = directory.resolve("influxdb.conf");
    Files.writeString(
        config,
        """
        reporting-disabled = true
        bind-address = "127.0.0.1:%d"
        [meta]
          dir = "%s/meta"
        [data]
          dir = "%s/data"
          wal-dir = "%s/wal"
          query-log-enabled = false
        [monitor]
          store-enabled = false
        [http]
          bind-address = "127.0.0.1:%d"
          log-enabled = false
          auth-enabled = %s
        """
            .formatted(freePort(), directory, directory, directory, port, guarded));
    InfluxDaemon daemon = new InfluxDaemon(directory, config, port, launch(directory, config));
    daemon.awaitAnswer();
    return daemon;
  }

  private static void requireInstalled() throws Exception {
    boolean found = Files.isExecutable(Path.of("/usr/bin/influxd"));
    String advice = "no /usr/bin/influxd: install the package influxdb to run these tests";
    if ("true".equals(System.getenv("CI"))) {
      Assertions.assertTrue(found, advice);
    }
    Assumptions.assumeTrue(found, advice);
  }

  private static Process launch(Path directory, Path config) throws IOException {
    return new ProcessBuilder(List.of("/usr/bin/influxd", "-config", config.toString()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("influxd.log").toFile()))
        .start();
  }

  private void awaitAnswer() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (true) {
        try {
          HttpRequest ping =
              HttpRequest.newBuilder(url().resolve("/ping")).timeout(Duration.ofSeconds(1)).build();
          if (client.send(ping, HttpResponse.BodyHandlers.discarding()).statusCode() == 204) {
            return;
          }
        } catch (IOException e) {
          if (!process.isAlive() || System.nanoTime() > deadline) {
            throw new IOException(Files.readString(directory.resolve("influxd.log")), e);
          }
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      return socket.getLocalPort();
    }
  }

  public int port() {
    return port;
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Settings of a database on it. */
  public InfluxSettings settings() {
    return new InfluxSettings(url(), "", "", "lab", Duration.ofSeconds(3));
  }

  /** SIGKILL. */
  public void kill() throws Exception {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Starts it again on the same data. */
  public void restart() throws Exception {
    process = launch(directory, config);
    awaitAnswer();
  }

  /** SIGSTOP. */
  public void freeze() throws Exception {
    signal("-STOP");
  }

  /** SIGCONT. */
  public void thaw() throws Exception {
    signal("-CONT");
  }

  private void signal(String signal) throws Exception {
    new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
  }

  @Override
  public void close() throws Exception {
    kill();
  }
}
