package io.trebuchet.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jline.utils.AttributedString;

class RunTableTest {
  private static List<RunTable.Run> runs() {
    Map<String, Integer> outcomes = new LinkedHashMap<>();
    outcomes.put("lazy", 19);
    outcomes.put("catapult", 20);
    Instant started = Instant.parse("2026-05-01T12:34:56Z");
    return List.of(
        new RunTable.Run("runs/fig01-20260501-123456", "fig01", started, 45, outcomes, "questdb"),
        new RunTable.Run("x", "toy\nof two lines", started, 7, Map.of(), "csv"));
  }

  private static List<String> lines(int width) {
    return RunTable.lines(runs(), width, ZoneOffset.ofHours(2), new Capability(false, true))
        .stream()
        .map(AttributedString::toString)
        .toList();
  }

  @Example
  void everyRunHasALine() {
    assertThat(lines(120))
        .containsExactly(
            "directory                   name              started           trials  outcomes"
                + "              store",
            "runs/fig01-20260501-123456  fig01             2026-05-01 14:34      45  19 lazy, 20"
                + " catapult  questdb",
            "x                           toy of two lines  2026-05-01 14:34       7           "
                + "             csv");
  }

  @Property
  void itNeverLeavesItsWidth(@ForAll @IntRange(min = 0, max = 130) int width) {
    assertThat(lines(width))
        .hasSize(3)
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
  }
}
