package io.trebuchet.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trebuchet.storage.InfluxDaemon;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A real InfluxDB 1 with a database, asked as Grafana asks. */
final class Influxd implements AutoCloseable {
  private static final String DATABASE = "trebuchet";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final InfluxDaemon daemon;

  private Influxd(InfluxDaemon daemon) {
    this.daemon = daemon;
  }

  /** Starts one; without the program the test is skipped, in CI it fails. */
  static Influxd start(Path directory) throws Exception {
    Influxd server = new Influxd(InfluxDaemon.start(directory));
    server.send("/query?q=" + encode("CREATE DATABASE " + DATABASE), "");
    return server;
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
            HttpRequest.newBuilder(URI.create(daemon.url() + path))
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
  public void close() throws Exception {
    daemon.close();
  }
}
