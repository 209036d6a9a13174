package io.trebuchet.report.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A real InfluxDB 1 on a directory and ports of its own. */
final class Influxd implements AutoCloseable {
  private static final String DATABASE = "trebuchet";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process process;
  private final String address;

  private Influxd(Process process, int port) {
    this.process = process;
    this.address = "http://127.0.0.1:" + port;
  }

  /** Starts one; without the program the test is skipped, in CI it fails. */
  static Influxd start(Path directory) throws IOException, InterruptedException {
    Optional<Path> program =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .map(folder -> Path.of(folder, "influxd"))
            .filter(Files::isExecutable)
            .findFirst();
    String missing = "influxd is not installed (Debian: apt-get install influxdb)";
    if ("true".equals(System.getenv("CI"))) {
      assertThat(program).as(missing).isPresent();
    }
    Assumptions.assumeTrue(program.isPresent(), missing);
    int port = freePort();
    Path config = directory.resolve("influxd.conf");
    Files.writeString(config, config(directory, port, freePort()));
    Process process =
        new ProcessBuilder(program.orElseThrow().toString(), "-config", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("influxd.log").toFile())
            .start();
    Influxd server = new Influxd(process, port);
    try {
      server.awaitAnswer(directory);
      server.send("/query?q=" + encode("CREATE DATABASE " + DATABASE), "");
      return server;
    } catch (IOException | InterruptedException e) {
      server.close();
      throw e;
    }
  }

  private static String config(Path directory, int http, int rpc) {
    return """
    reporting-disabled = true
    bind-address = "127.0.0.1:%d"
    [meta]
      dir = "%2$s/meta"
    [data]
      dir = "%2$s/data"
      wal-dir = "%2$s/wal"
      query-log-enabled = false
    [monitor]
      store-enabled = false
    [http]
      bind-address = "127.0.0.1:%3$d"
      log-enabled = false
    """
        .formatted(rpc, directory, http);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitAnswer(Path directory) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (true) {
      try {
        send("/query?q=" + encode("SHOW DATABASES"), "");
        return;
      } catch (ConnectException e) {
        if (System.nanoTime() > deadline || !process.isAlive()) {
          throw new IOException(
              "influxd did not start:\n" + Files.readString(directory.resolve("influxd.log")), e);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
    }
  }

  /** Writes line protocol with timestamps in nanoseconds. */
  void write(String lines) throws IOException, InterruptedException {
    send("/write?precision=ns&db=" + DATABASE, lines);
  }

  /** Asks as Grafana does; the tags of a series become columns of its rows. */
  List<Map<String, Object>> query(String text) throws IOException, InterruptedException {
    JsonNode answer =
        JSON.readTree(send("/query?epoch=ms&db=%s&q=%s".formatted(DATABASE, encode(text)), ""));
    JsonNode result = answer.path("results").path(0);
    assertThat(result.path("error").asText()).as(text).isEmpty();
    List<Map<String, Object>> rows = new ArrayList<>();
    for (JsonNode series : result.path("series")) {
      for (JsonNode values : series.path("values")) {
        Map<String, Object> row = new LinkedHashMap<>();
        series
            .path("tags")
            .properties()
            .forEach(tag -> row.put(tag.getKey(), tag.getValue().asText()));
        for (int i = 0; i < values.size(); i++) {
          JsonNode value = values.get(i);
          if (value.isNumber()) {
            row.put(series.path("columns").get(i).asText(), value.asDouble());
          } else if (!value.isNull()) {
            row.put(series.path("columns").get(i).asText(), value.asText());
          }
        }
        rows.add(row);
      }
    }
    return rows;
  }

  private String send(String path, String body) throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create(address + path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(response.statusCode() + " " + response.body());
    }
    return response.body();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
