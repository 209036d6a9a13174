package io.trebuchet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.trebuchet.bench.BenchTable.Cell;
import io.trebuchet.bench.BenchTable.Column;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BenchTableTest {
  private final BenchTable table =
      new BenchTable(
          Map.of("dgemm_gflops", 117.4),
          List.of(new Column("name", "name"), new Column("cost µs", "cost_us")),
          List.of(
              List.of(Cell.of("fig01"), Cell.of("0.451 ±2%", 0.45123)),
              List.of(Cell.of("a-longer-name"), Cell.of(Double.NaN))),
          List.of("a note"));

  @Test
  void columnsAreAligned() {
    assertThat(table.lines(BenchTable.Format.TABLE))
        .containsExactly(
            "dgemm gflops 117",
            "name             cost µs",
            "fig01          0.451 ±2%",
            "a-longer-name          –",
            "a note");
  }

  @Test
  void markdownIsATable() {
    assertThat(table.lines(BenchTable.Format.MARKDOWN))
        .contains("| name | cost µs |", "|---|--:|", "| fig01 | 0.451 ±2% |");
  }

  @Test
  void jsonHoldsFullNumbersAndNullForNone() throws Exception {
    JsonNode json =
        new JsonMapper().readTree(String.join("\n", table.lines(BenchTable.Format.JSON)));
    assertThat(json.get("dgemm_gflops").asDouble()).isEqualTo(117.4);
    assertThat(json.get("rows").get(0).get("cost_us").asDouble()).isEqualTo(0.45123);
    assertThat(json.get("rows").get(1).get("cost_us").isNull()).isTrue();
    assertThat(json.get("notes").get(0).asText()).isEqualTo("a note");
  }
}
