package io.trebuchet.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class DashboardFilesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path FOLDER = Path.of("grafana-dashboards");
  private static final Map<String, JsonNode> DASHBOARDS = new LinkedHashMap<>();

  @BeforeAll
  static void parse() throws Exception {
    for (Map.Entry<String, String> file : Dashboards.files().entrySet()) {
      DASHBOARDS.put(file.getKey(), JSON.readTree(file.getValue()));
    }
  }

  @Test
  void committedFilesAreThoseOfTheGenerator() throws Exception {
    Map<String, String> committed = new LinkedHashMap<>();
    try (Stream<Path> files = Files.walk(FOLDER)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        committed.put(FOLDER.relativize(file).toString(), Files.readString(file));
      }
    }
    assertThat(committed)
        .as("run bin/trebuchet dashboards and commit what it writes")
        .isEqualTo(Dashboards.files());
  }

  @Test
  void dashboardsHaveNamesOfTheirOwnThatGrafanaTakes() {
    assertThat(DASHBOARDS.values())
        .extracting(dashboard -> dashboard.path("uid").asText())
        .doesNotHaveDuplicates()
        .allSatisfy(uid -> assertThat(uid).matches("[a-z-]{8,40}"));
    assertThat(DASHBOARDS.values())
        .extracting(dashboard -> dashboard.path("title").asText())
        .doesNotHaveDuplicates();
  }

  @Test
  void panelsAndQueriesHaveIdsOfTheirOwn() {
    for (JsonNode dashboard : DASHBOARDS.values()) {
      assertThat(dashboard.path("panels"))
          .extracting(panel -> panel.path("id").asInt())
          .doesNotHaveDuplicates()
          .allSatisfy(id -> assertThat(id).isPositive());
      for (JsonNode panel : dashboard.path("panels")) {
        assertThat(panel.path("targets"))
            .extracting(target -> target.path("refId").asText())
            .isNotEmpty()
            .doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void dataSourcesAreAlwaysThoseOfTheVariable() {
    for (JsonNode dashboard : DASHBOARDS.values()) {
      List<JsonNode> sources = dashboard.findValues("datasource");
      assertThat(sources)
          .isNotEmpty()
          .extracting(source -> source.path("uid").asText())
          .contains("${datasource}")
          // Grafana's own expressions have no other name.
          .isSubsetOf("${datasource}", "__expr__");
      assertThat(dashboard.path("templating").path("list").path(0).path("type").asText())
          .isEqualTo("datasource");
    }
  }

  @Test
  void panelsAreOfKindsThatGrafanaKeeps() {
    assertThat(DASHBOARDS.values())
        .flatExtracting(DashboardFilesTest::types)
        .containsOnly("timeseries", "trend", "state-timeline", "barchart", "stat", "table");
  }

  private static List<String> types(JsonNode dashboard) {
    List<String> types = new ArrayList<>();
    dashboard.path("panels").forEach(panel -> types.add(panel.path("type").asText()));
    return types;
  }

  @Test
  void bothKindsShowTheSame() {
    for (Page page : Pages.all()) {
      assertThat(shown("influxdb/" + page.name())).isEqualTo(shown("questdb/" + page.name()));
    }
  }

  private static List<String> shown(String name) {
    List<String> shown = new ArrayList<>();
    for (JsonNode panel : dashboard(name + ".json").path("panels")) {
      shown.add(
          "%s %s %s %s"
              .formatted(
                  panel.path("type"),
                  panel.path("title"),
                  panel.path("gridPos"),
                  panel.path("description")));
    }
    return shown;
  }

  @Test
  void panelsDoNotOverlapAndFillTheirRows() {
    for (JsonNode dashboard : DASHBOARDS.values()) {
      boolean[][] taken = new boolean[400][24];
      for (JsonNode panel : dashboard.path("panels")) {
        JsonNode place = panel.path("gridPos");
        for (int y = 0; y < place.path("h").asInt(); y++) {
          for (int x = 0; x < place.path("w").asInt(); x++) {
            boolean[] row = taken[place.path("y").asInt() + y];
            assertThat(row[place.path("x").asInt() + x]).isFalse();
            row[place.path("x").asInt() + x] = true;
          }
        }
      }
    }
  }

  @Test
  void nothingIsEverAveraged() {
    for (JsonNode dashboard : DASHBOARDS.values()) {
      for (JsonNode target : dashboard.findValues("targets")) {
        assertThat(target.toString()).doesNotContainIgnoringCase("mean(", "avg(");
      }
    }
  }

  @Test
  void everyTrialHasOneColourOfItsC() {
    JsonNode overrides =
        dashboard("influxdb/spikes.json")
            .path("panels")
            .path(0)
            .path("fieldConfig")
            .path("overrides");
    List<String> seen = new ArrayList<>();
    for (String c :
        List.of(
            "0.05", "0.2", "1.9", "1.99", "2", "2.1", "2.25", "3.8", "4", "4.9", "5", "12",
            "16.5")) {
      List<String> colours = new ArrayList<>();
      for (JsonNode override : overrides) {
        String regex = override.path("matcher").path("options").asText();
        if (regex.startsWith("/")
            && ("g2-s1-c" + c).matches(".*" + regex.substring(1, regex.length() - 1))) {
          colours.add(
              override.path("properties").path(0).path("value").path("fixedColor").asText());
        }
      }
      assertThat(colours).as(c).hasSize(1);
      seen.add(colours.getFirst());
    }
    assertThat(seen.subList(0, 11)).containsSequence(seen.get(4), seen.get(5), seen.get(6));
    assertThat(seen.getFirst()).isNotEqualTo(seen.get(4)).isNotEqualTo(seen.getLast());
    assertThat(seen.get(4)).as("2 and 2.1 are in one band").isEqualTo(seen.get(5));
    assertThat(seen.get(3)).as("1.99 and 2 are not").isNotEqualTo(seen.get(4));
  }

  /**
   * Grafana's own are made of numbers; all else that a query is filled with stands in a safe form.
   */
  @Test
  void whatReadersChooseNeverLeavesItsLiteral() {
    Pattern filled = Pattern.compile("\\$\\w+|\\[\\[.*?]]|'?\\$\\{[^}]*}'?|/\\^\\$\\{[^}]*}\\$/");
    DASHBOARDS.forEach(
        (name, dashboard) ->
            assertThat(HostileChoicesTest.queries(dashboard))
                .isNotEmpty()
                .allSatisfy(
                    query ->
                        assertThat(filled.matcher(query).results().map(MatchResult::group))
                            .as(query)
                            .allSatisfy(
                                hole ->
                                    assertThat(hole)
                                        .matches(
                                            "\\$(timeFilter|__timeFilter|__interval)"
                                                + "|\\$\\{__interval_ms}"
                                                + "|'\\$\\{\\w+:percentencode}'"
                                                + "|\\$\\{\\w+:date:(x|X\\.SSS)}"
                                                + (name.startsWith("influxdb")
                                                    ? "|/\\^\\$\\{\\w+:regex}\\$/"
                                                    : "")))));
  }

  private static JsonNode dashboard(String file) {
    return Objects.requireNonNull(DASHBOARDS.get(file), file);
  }
}
