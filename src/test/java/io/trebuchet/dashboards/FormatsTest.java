package io.trebuchet.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The cases that {@code formats.mjs} holds against Grafana's own code. */
final class FormatsTest {
  @TestFactory
  Stream<DynamicTest> formatsAreGrafanas() throws Exception {
    JsonNode cases =
        new ObjectMapper()
            .readTree(Files.readString(Path.of("src", "test", "grafana", "formats.json")));
    assertThat(cases).isNotEmpty();
    return StreamSupport.stream(cases.spliterator(), false)
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one.path("format").asText() + " of " + one.path("values"),
                    () -> {
                      List<String> values = new ArrayList<>();
                      one.path("values").forEach(value -> values.add(value.asText()));
                      assertThat(
                              Formats.of(
                                  one.path("format").asText(),
                                  one.path("several").asBoolean(),
                                  values))
                          .isEqualTo(one.path("text").asText());
                    }));
  }
}
