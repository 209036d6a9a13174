package io.trebuchet.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Links to the dashboards with hostile texts for what their reader chooses, on real databases. */
final class HostileChoicesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final List<String> HOSTILE =
      List.of(
          "0; DROP MEASUREMENT step; SELECT 0",
          "0; DROP TABLE step; --",
          "0 OR 1 = 1 --",
          "x' OR 'a' = 'a",
          "x'; DROP MEASUREMENT step; --",
          "x'; DROP TABLE step; --",
          "x'); DROP TABLE step; --",
          "\\'; DROP MEASUREMENT step; --",
          "\\'; DROP TABLE step; --",
          "x\"; DROP MEASUREMENT step; --",
          "x$/; DROP MEASUREMENT step; --",
          "x\\/; DROP MEASUREMENT step; --",
          "x\n/; DROP MEASUREMENT step; --",
          ".*|.*",
          "$timeFilter; DROP MEASUREMENT step",
          // The macro takes the closing quote with it.
          "; DROP TABLE step; --$__unixEpochFrom(",
          "$__timeFrom(); DROP TABLE step; --",
          "%27; DROP TABLE step; --",
          "0}; DROP TABLE step; --${sweep:raw");

  @TempDir private static Path directory;
  private static Databases databases;

  @BeforeAll
  static void fill() throws Exception {
    databases = Databases.small(directory);
  }

  @AfterAll
  static void close() throws Exception {
    if (databases != null) {
      databases.close();
    }
  }

  @TestFactory
  Stream<DynamicTest> noTextOfALinkLeavesItsLiteral() {
    return Stream.of(new InfluxQlDialect(), new QuestDb())
        .flatMap(
            dialect ->
                Pages.all().stream()
                    .map(
                        page ->
                            DynamicTest.dynamicTest(
                                dialect.folder() + " " + page.name(),
                                () -> attack(dialect, page))));
  }

  private static void attack(Dialect dialect, Page page) throws Exception {
    JsonNode dashboard =
        JSON.readTree(Dashboards.files().get(dialect.folder() + "/" + page.name() + ".json"));
    Grafana grafana = Grafana.showing(dialect, dashboard);
    List<Map<String, Object>> steps = held(dialect);
    for (String query : queries(dashboard)) {
      for (String hostile : HOSTILE) {
        for (Grafana.Choice choice : choices(query, hostile)) {
          String text = grafana.filled(query, choice);
          List<Map<String, Object>> rows = rows(dialect, text);
          if (!choice.sweep().equals(sweep().id())) {
            assertThat(rows.toString()).as(text).doesNotContain("s1-c");
          }
        }
      }
    }
    assertThat(held(dialect)).isNotEmpty().isEqualTo(steps);
  }

  private static List<Map<String, Object>> held(Dialect dialect) throws Exception {
    return databases.query(dialect, "SELECT count(*) FROM step");
  }

  /** What a database answers; it may refuse a query that makes no sense. */
  private static List<Map<String, Object>> rows(Dialect dialect, String text) throws Exception {
    try {
      return databases.query(dialect, text);
    } catch (IOException | SQLException e) {
      // A statement of its own that is forbidden would have been run where it is not.
      assertThat(String.valueOf(e.getMessage()))
          .as(text)
          .doesNotContainIgnoringCase("denied")
          .doesNotContainIgnoringCase("permission");
      return List.of();
    }
  }

  /** Each variable of a query hostile in turn. */
  private static List<Grafana.Choice> choices(String query, String hostile) {
    List<Grafana.Choice> choices = new ArrayList<>();
    if (query.contains("${sweep")) {
      choices.add(choice(hostile, List.of("s1-c2"), Map.of()));
    }
    if (query.contains("${trial")) {
      choices.add(choice(sweep().id(), List.of(hostile), Map.of()));
      choices.add(choice(sweep().id(), List.of(hostile, "s1-c2"), Map.of()));
    }
    for (String number : List.of("c_from", "c_to", "step_from", "step_to")) {
      if (query.contains("${" + number)) {
        choices.add(choice(sweep().id(), List.of("s1-c2"), Map.of(number, hostile)));
      }
    }
    return choices;
  }

  private static Grafana.Choice choice(
      String sweep, List<String> trials, Map<String, String> numbers) {
    return new Grafana.Choice(
        sweep().from().minusSeconds(60), sweep().to().plusSeconds(60), sweep, trials, numbers);
  }

  private static Databases.Sweep sweep() {
    return databases.sweeps().getFirst();
  }

  /** The texts that a dashboard sends to its database. */
  static Set<String> queries(JsonNode dashboard) {
    Set<String> queries = new LinkedHashSet<>();
    for (JsonNode panel : dashboard.path("panels")) {
      panel.path("targets").forEach(target -> queries.add(PanelAnswers.text(target)));
    }
    for (JsonNode annotation : dashboard.path("annotations").path("list")) {
      queries.add(
          PanelAnswers.text(annotation.has("target") ? annotation.path("target") : annotation));
    }
    for (JsonNode variable : dashboard.path("templating").path("list")) {
      if (variable.path("type").asText().equals("query")) {
        queries.add(variable.path("query").asText());
      }
    }
    queries.remove("");
    return queries;
  }
}
