package io.trebuchet.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every query of the committed dashboards, run against real databases. */
final class DashboardQueriesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<Dialect> DIALECTS = List.of(new InfluxQlDialect(), new QuestDb());
  private static final List<Duration> ZOOMS =
      List.of(
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          Duration.ofMinutes(15),
          Duration.ofHours(1),
          Duration.ofHours(6),
          Duration.ofDays(1));

  @TempDir private static Path directory;
  private static Databases databases;

  @BeforeAll
  static void fill() throws Exception {
    databases = Databases.filled(directory);
  }

  @AfterAll
  static void close() throws Exception {
    if (databases != null) {
      databases.close();
    }
  }

  private record Shown(Dialect dialect, String page, JsonNode dashboard) {
    String name() {
      return dialect.folder() + " " + page;
    }
  }

  private static Stream<Shown> dashboards() {
    return DIALECTS.stream()
        .flatMap(
            dialect ->
                Pages.all().stream()
                    .map(page -> new Shown(dialect, page.name(), read(dialect, page))));
  }

  private static JsonNode read(Dialect dialect, Page page) {
    try {
      return JSON.readTree(
          Files.readString(Path.of("grafana-dashboards", dialect.folder(), page.name() + ".json")));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** All trials of a sweep, or the one with the highest spike where only one can be shown. */
  private static Grafana.Choice choice(Shown shown, Databases.Sweep sweep) {
    String highest =
        sweep.trials().stream()
            .filter(trial -> word(trial, "outcome").matches("converged|incomplete|oscillating"))
            .max((a, b) -> Double.compare(number(a, "loss_max"), number(b, "loss_max")))
            .orElseThrow()
            .get("trial");
    return new Grafana.Choice(
        sweep.from().minusSeconds(60),
        sweep.to().plusSeconds(60),
        sweep.id(),
        shown.page().equals("trial") ? List.of(highest) : Grafana.ALL);
  }

  private static double number(Map<String, String> trial, String column) {
    return Double.parseDouble(word(trial, column));
  }

  private static String word(Map<String, String> trial, String column) {
    return Objects.requireNonNull(trial.get(column), column);
  }

  @TestFactory
  Stream<DynamicTest> everyPanelShowsSomething() {
    return dashboards()
        .flatMap(
            shown ->
                panels(shown)
                    .map(
                        panel ->
                            DynamicTest.dynamicTest(
                                shown.name() + ": " + panel.path("title").asText(),
                                () -> assertShows(shown, panel))));
  }

  private static Stream<JsonNode> panels(Shown shown) {
    List<JsonNode> panels = new ArrayList<>();
    shown.dashboard().path("panels").forEach(panels::add);
    return panels.stream();
  }

  /** Each query gives numbers or words for one sweep at least, and an error for none. */
  private static void assertShows(Shown shown, JsonNode panel) throws Exception {
    PanelAnswers answers = new PanelAnswers(databases, shown.dialect(), shown.dashboard());
    Map<String, Integer> values = new HashMap<>();
    for (Databases.Sweep sweep : databases.sweeps()) {
      answers
          .of(panel, choice(shown, sweep))
          .forEach(
              (name, rows) ->
                  rows.forEach(
                      row ->
                          values.merge(
                              name,
                              (int)
                                  row.keySet().stream()
                                      .filter(
                                          column ->
                                              !column.matches(
                                                  "time|trial|metric|step|c|params|seed"))
                                      .count(),
                              Integer::sum)));
    }
    assertThat(values).isNotEmpty();
    assertThat(values.values()).allSatisfy(count -> assertThat(count).isPositive());
  }

  @TestFactory
  Stream<DynamicTest> spikesAreExactAtEveryZoom() {
    return dashboards()
        .filter(shown -> shown.page().equals("spikes"))
        .flatMap(
            shown ->
                panels(shown)
                    .flatMap(
                        panel ->
                            ZOOMS.stream()
                                .map(
                                    zoom ->
                                        DynamicTest.dynamicTest(
                                            "%s: %s, %s"
                                                .formatted(
                                                    shown.name(),
                                                    panel.path("title").asText(),
                                                    zoom),
                                            () -> assertPeaks(shown, panel, zoom)))));
  }

  /** Windows as wide as the zoom, moved over the sweep, show each trial's peak exactly. */
  private static void assertPeaks(Shown shown, JsonNode panel, Duration zoom) throws Exception {
    PanelAnswers answers = new PanelAnswers(databases, shown.dialect(), shown.dashboard());
    for (Databases.Sweep sweep : databases.sweeps()) {
      Map<String, Double> peaks = new HashMap<>();
      Instant from = sweep.from().minus(zoom.dividedBy(3));
      for (; from.isBefore(sweep.to()); from = from.plus(zoom)) {
        Grafana.Choice window = new Grafana.Choice(from, from.plus(zoom), sweep.id(), Grafana.ALL);
        for (Map.Entry<String, Double> point :
            PanelAnswers.byTrial(drawn(answers.of(panel, window)))) {
          peaks.merge(point.getKey(), point.getValue(), Math::max);
        }
      }
      Map<String, Double> expected = new HashMap<>();
      sweep.trials().forEach(trial -> expected.put(trial.get("trial"), peak(panel, trial)));
      assertThat(peaks).isEqualTo(expected);
    }
  }

  private static List<Map<String, Object>> drawn(Map<String, List<Map<String, Object>>> answers) {
    return answers.entrySet().stream()
        .filter(answer -> !answer.getKey().equals(Transform.BOUNDS_REF))
        .flatMap(answer -> answer.getValue().stream())
        .toList();
  }

  private static double peak(JsonNode panel, Map<String, String> trial) {
    String title = panel.path("title").asText();
    if (title.startsWith("Loss")) {
      return number(trial, "loss_max");
    }
    if (title.startsWith("ηλ_max")) {
      return number(trial, "eta_lambda_max");
    }
    assertThat(title).startsWith("θ²/θ²_0");
    return number(trial, "weight_norm_sq_max") / number(trial, "weight_norm_sq_initial");
  }

  @TestFactory
  Stream<DynamicTest> curvesHoldEveryStep() {
    return dashboards()
        .filter(shown -> shown.page().equals("by-step"))
        .map(
            shown ->
                DynamicTest.dynamicTest(
                    shown.name(),
                    () -> {
                      PanelAnswers answers =
                          new PanelAnswers(databases, shown.dialect(), shown.dashboard());
                      JsonNode loss = shown.dashboard().path("panels").path(0);
                      for (Databases.Sweep sweep : databases.sweeps()) {
                        List<Map<String, Object>> rows =
                            PanelAnswers.rows(answers.of(loss, choice(shown, sweep)), "A");
                        Map<String, Double> peaks = new HashMap<>();
                        Map<String, Long> counts = new HashMap<>();
                        for (Map.Entry<String, Double> point : PanelAnswers.byTrial(rows)) {
                          peaks.merge(point.getKey(), point.getValue(), Math::max);
                        }
                        rows.forEach(
                            row -> counts.merge(String.valueOf(row.get("trial")), 1L, Long::sum));
                        for (Map<String, String> trial : sweep.trials()) {
                          assertThat(peaks)
                              .containsEntry(trial.get("trial"), number(trial, "loss_max"));
                          assertThat(counts)
                              .containsEntry(
                                  trial.get("trial"), Long.parseLong(trial.get("steps")) + 1);
                        }
                      }
                    }));
  }

  @TestFactory
  Stream<DynamicTest> someTrialsCanBeChosen() {
    return dashboards()
        .filter(shown -> shown.page().equals("spikes"))
        .map(
            shown ->
                DynamicTest.dynamicTest(
                    shown.name(),
                    () -> {
                      Databases.Sweep sweep = databases.sweeps().getFirst();
                      PanelAnswers answers =
                          new PanelAnswers(databases, shown.dialect(), shown.dashboard());
                      for (List<String> chosen :
                          List.of(List.of("s1-c2.1"), List.of("s1-c2", "s1-c2.1"))) {
                        Grafana.Choice choice =
                            new Grafana.Choice(
                                sweep.from(), sweep.to().plusSeconds(1), sweep.id(), chosen);
                        for (JsonNode panel : shown.dashboard().path("panels")) {
                          assertThat(PanelAnswers.byTrial(drawn(answers.of(panel, choice))))
                              .extracting(Map.Entry::getKey)
                              .hasSameElementsAs(chosen);
                        }
                      }
                    }));
  }

  @TestFactory
  Stream<DynamicTest> variablesListWhatThereIs() {
    return dashboards()
        .map(
            shown ->
                DynamicTest.dynamicTest(
                    shown.name(),
                    () -> {
                      PanelAnswers answers =
                          new PanelAnswers(databases, shown.dialect(), shown.dashboard());
                      Databases.Sweep sweep = databases.sweeps().getFirst();
                      for (JsonNode variable : shown.dashboard().path("templating").path("list")) {
                        if (!variable.path("type").asText().equals("query")) {
                          continue;
                        }
                        List<String> listed =
                            answers
                                .of(variable.path("query").asText(), choice(shown, sweep))
                                .stream()
                                .map(
                                    row ->
                                        String.valueOf(
                                            row.getOrDefault(
                                                "value", row.values().iterator().next())))
                                .toList();
                        if (variable.path("name").asText().equals("sweep")) {
                          assertThat(listed)
                              .containsExactlyInAnyOrderElementsOf(
                                  databases.sweeps().stream().map(Databases.Sweep::id).toList());
                        } else {
                          assertThat(listed)
                              .containsExactlyInAnyOrderElementsOf(
                                  sweep.trials().stream().map(t -> t.get("trial")).toList());
                        }
                      }
                    }));
  }

  @TestFactory
  Stream<DynamicTest> stopsAreMarkedWithTheirReason() {
    return dashboards()
        .filter(shown -> shown.page().equals("spikes"))
        .map(
            shown ->
                DynamicTest.dynamicTest(
                    shown.name(),
                    () -> {
                      JsonNode annotation =
                          shown.dashboard().path("annotations").path("list").path(0);
                      String query =
                          PanelAnswers.text(
                              annotation.has("target") ? annotation.path("target") : annotation);
                      Databases.Sweep sweep = databases.sweeps().getFirst();
                      List<String> doomed =
                          sweep.trials().stream()
                              .filter(trial -> word(trial, "stop_reason").equals("doomed"))
                              .map(trial -> trial.get("trial"))
                              .toList();
                      List<Map<String, Object>> rows =
                          new PanelAnswers(databases, shown.dialect(), shown.dashboard())
                              .of(query, choice(shown, sweep));
                      assertThat(doomed).isNotEmpty();
                      assertThat(rows).hasSameSizeAs(doomed);
                      assertThat(rows)
                          .allSatisfy(
                              row -> assertThat(row.toString()).contains("doomed", "diverged"));
                      for (String trial : doomed) {
                        assertThat(rows.toString()).contains(trial);
                      }
                    }));
  }

  @Test
  void downsamplingAsDocumentedKeepsPeaks() throws Exception {
    Databases.Sweep sweep = databases.sweeps().getFirst();
    Map<String, Double> expected = new HashMap<>();
    sweep.trials().forEach(trial -> expected.put(trial.get("trial"), number(trial, "loss_max")));
    List<String> blocks = sqlBlocks(Path.of("docs", "how-to", "keep-for-long.md"));
    assertThat(blocks).hasSize(3);
    for (String statement : blocks.get(0).split("\n(?=CREATE )", 0)) {
      // The steps of these tests are in the policy that a database has at first.
      databases.query(new InfluxQlDialect(), statement.replace("DEFAULT", ""));
    }
    String select = blocks.get(0).replaceAll("(?s).* BEGIN(.*)END.*", "$1");
    databases.query(new InfluxQlDialect(), select.replace("\"steps\".", "\"autogen\"."));
    databases.query(new InfluxQlDialect(), blocks.get(1).replace("\"steps\".", "\"autogen\"."));
    assertThat(
            peaks(
                new InfluxQlDialect(),
                "SELECT max(\"loss\") FROM \"peaks\".\"step\" WHERE \"sweep\" = '%s' GROUP BY"
                    + " \"trial\"",
                sweep))
        .isEqualTo(expected);
    assertThat(databases.query(new InfluxQlDialect(), "SELECT * FROM \"peaks\".\"trial\""))
        .isNotEmpty();
    String tomorrow = Instant.now().plus(Duration.ofDays(1)).toString();
    databases.execute(blocks.get(2).split(";", -1)[0].replace("2026-02-01", tomorrow));
    assertThat(
            peaks(
                new QuestDb(),
                "SELECT trial, max(loss) AS loss FROM step_peaks WHERE sweep = '%s'",
                sweep))
        .isEqualTo(expected);
  }

  private static Map<String, Double> peaks(Dialect dialect, String query, Databases.Sweep sweep)
      throws Exception {
    Map<String, Double> peaks = new HashMap<>();
    for (Map.Entry<String, Double> peak :
        PanelAnswers.byTrial(databases.query(dialect, query.formatted(sweep.id())))) {
      peaks.put(peak.getKey(), peak.getValue());
    }
    return peaks;
  }

  private static List<String> sqlBlocks(Path page) throws Exception {
    return Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL)
        .matcher(Files.readString(page))
        .results()
        .map(match -> match.group(1))
        .toList();
  }
}
