package io.trebuchet.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trebuchet.dashboards.Formats;
import io.trebuchet.storage.InfluxDaemon;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Links to the dashboards that carry InfluxQL, and what Grafana's login may do, on a real InfluxDB.
 */
@Attack
final class GrafanaAttackTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(?::([^}]+))?}");
  private static final String CONFIG = Path.of("configs", "fig01.conf").toAbsolutePath().toString();
  private static final List<String> HOSTILE =
      List.of(
          "0; DROP MEASUREMENT \"step\"",
          "x'; DROP MEASUREMENT \"step\"; --",
          "\\'; DROP MEASUREMENT \"step\"; --",
          "x$/; DROP MEASUREMENT \"step\"; --",
          "x\\/; DROP MEASUREMENT \"step\"; --");

  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();

  /** A crafted link drops a measurement. */
  @Test
  void aLinkRunsNoStatementOfItsOwn() throws Exception {
    Path dashboards = folder.resolve("dashboards");
    assertThat(Launched.trebuchet(folder, "dashboards", "--out", dashboards.toString()).code())
        .isZero();
    try (InfluxDaemon daemon = InfluxDaemon.start(folder)) {
      sweep(daemon, "");
      int tried = 0;
      for (String page : List.of("by-step", "spikes", "phases", "trial", "engine")) {
        JsonNode dashboard =
            JSON.readTree(Files.readString(dashboards.resolve("influxdb").resolve(page + ".json")));
        for (String query : queries(dashboard)) {
          for (String hostile : HOSTILE) {
            for (String filled : filled(query, dashboard, hostile)) {
              String unused = query(daemon, filled, "");
              tried++;
            }
          }
          assertThat(query(daemon, "SHOW MEASUREMENTS", "")).as(query).contains("\"step\"");
        }
      }
      assertThat(tried).isGreaterThan(100);
    }
  }

  /** Whoever looks through Grafana can send any query; its login may read and no more. */
  @Test
  void grafanasLoginOfInfluxDbOneOnlyReads() throws Exception {
    Path deploy = Path.of("deploy");
    assertThat(deploy.resolve("influxdb1/docker-compose.yml"))
        .content()
        .contains("INFLUXDB_HTTP_AUTH_ENABLED: \"true\"", "INFLUXDB_READ_USER: grafana");
    assertThat(deploy.resolve("grafana/provisioning/datasources/influxdb1.yml"))
        .content()
        .contains("user: grafana", "password: ${INFLUX_GRAFANA_PASSWORD}");
    try (InfluxDaemon daemon = InfluxDaemon.startGuarded(folder)) {
      // What deploy/influxdb1 has its image do.
      String admin = "admin:root-password";
      execute(
          daemon, "CREATE USER \"admin\" WITH PASSWORD 'root-password' WITH ALL PRIVILEGES", "");
      execute(daemon, "CREATE DATABASE trebuchet", admin);
      execute(daemon, "CREATE USER \"trebuchet\" WITH PASSWORD 'write-password'", admin);
      execute(daemon, "GRANT ALL ON \"trebuchet\" TO \"trebuchet\"", admin);
      execute(daemon, "CREATE USER \"grafana\" WITH PASSWORD 'read-password'", admin);
      execute(daemon, "GRANT READ ON \"trebuchet\" TO \"grafana\"", admin);
      sweep(daemon, "trebuchet:write-password");
      String reader = "grafana:read-password";
      assertThat(query(daemon, "SELECT count(\"loss\") FROM \"step\"", reader)).contains("values");
      for (String statement :
          List.of(
              "DROP MEASUREMENT \"step\"",
              "DELETE FROM \"step\"",
              "DROP DATABASE \"trebuchet\"",
              "CREATE DATABASE \"other\"",
              "SELECT * INTO \"copy\" FROM \"step\"",
              "GRANT ALL PRIVILEGES TO \"grafana\"",
              "SET PASSWORD FOR \"admin\" = 'mine'")) {
        assertThat(query(daemon, statement, reader)).as(statement).contains("error");
      }
      assertThat(write(daemon, "step loss=1", reader)).isEqualTo(403);
      assertThat(query(daemon, "SELECT count(\"loss\") FROM \"step\"", "")).contains("error");
      assertThat(query(daemon, "SHOW MEASUREMENTS", admin)).contains("step").doesNotContain("copy");
    }
  }

  private void sweep(InfluxDaemon daemon, String login) throws Exception {
    try (Launched run =
        Launched.start(
            folder,
            Map.of("INFLUX_TOKEN", login),
            "run",
            CONFIG,
            "--set",
            "model.n=50",
            "--set",
            "learning-rates.c=[1,3]",
            "--store",
            "influx",
            "--influx-url",
            daemon.url().toString(),
            "--quiet",
            "--no-web",
            "--out",
            folder.resolve("run").toString())) {
      Launched.Said said = run.await();
      assertThat(said.code()).as(said.text()).isZero();
    }
  }

  private static List<String> queries(JsonNode dashboard) {
    List<String> queries = new ArrayList<>();
    dashboard.findValues("targets").forEach(all -> all.forEach(t -> queries.add(text(t))));
    dashboard.path("annotations").path("list").forEach(one -> queries.add(text(one)));
    for (JsonNode variable : dashboard.path("templating").path("list")) {
      if (variable.path("type").asText().equals("query")) {
        queries.add(text(variable));
      }
    }
    return queries.stream().filter(query -> VARIABLE.matcher(query).find()).distinct().toList();
  }

  private static String text(JsonNode target) {
    return target.path("query").asText();
  }

  /** The query with each of its variables hostile in turn, as Grafana sends it. */
  private static List<String> filled(String query, JsonNode dashboard, String hostile) {
    Map<String, JsonNode> variables = new HashMap<>();
    dashboard
        .path("templating")
        .path("list")
        .forEach(variable -> variables.put(variable.path("name").asText(), variable));
    List<String> filled = new ArrayList<>();
    for (String name : variables.keySet()) {
      if (query.contains("${" + name)) {
        filled.add(
            VARIABLE
                .matcher(query)
                .replaceAll(
                    found ->
                        Matcher.quoteReplacement(
                            Formats.of(
                                found.group(2) == null ? "" : found.group(2),
                                variables
                                    .getOrDefault(found.group(1), JSON.nullNode())
                                    .path("multi")
                                    .asBoolean(),
                                List.of(found.group(1).equals(name) ? hostile : "1"))))
                .replace("$timeFilter", "time >= 0ms and time <= 9000000000000ms")
                .replace("$__interval", "100000d"));
      }
    }
    return filled;
  }

  private void execute(InfluxDaemon daemon, String statement, String login) throws Exception {
    assertThat(query(daemon, statement, login)).as(statement).doesNotContain("error");
  }

  private String query(InfluxDaemon daemon, String text, String login) throws Exception {
    return send(daemon, "/query?db=trebuchet&q=" + encoded(text), "", login).body();
  }

  private int write(InfluxDaemon daemon, String line, String login) throws Exception {
    return send(daemon, "/write?db=trebuchet", line, login).statusCode();
  }

  private HttpResponse<String> send(InfluxDaemon daemon, String path, String body, String login)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(daemon.url() + path))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!login.isEmpty()) {
      byte[] bytes = login.getBytes(StandardCharsets.UTF_8);
      request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
