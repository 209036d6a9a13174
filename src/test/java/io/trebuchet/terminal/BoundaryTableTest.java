package io.trebuchet.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.run.boundary.Answer;
import io.trebuchet.run.boundary.Boundary;
import io.trebuchet.run.boundary.BoundaryRow;
import io.trebuchet.run.boundary.Evidence;
import java.math.BigDecimal;
import java.util.List;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

final class BoundaryTableTest {
  private static final Capability UNICODE = new Capability(false, true);

  private static Boundary.Span span(Answer answer, String low, String high) {
    return new Boundary.Span(answer, new BigDecimal(low), new BigDecimal(high));
  }

  private static BoundaryRow row(long seed, Boundary.Span... spans) {
    return new BoundaryRow(
        "",
        seed,
        new Boundary(List.of(spans)),
        9,
        new BoundaryRow.Ends(Evidence.MEASURED, Evidence.PROVEN),
        new BoundaryRow.BoundsInC(2.25, Double.NaN, Double.NaN, Double.NaN));
  }

  private static List<String> lines(BoundaryRow... rows) {
    return BoundaryTable.lines(List.of(rows), 200, UNICODE).stream()
        .map(AttributedString::toString)
        .toList();
  }

  @Test
  void gapsAndMeansAreShown() {
    List<String> lines =
        lines(
            row(
                1,
                span(Answer.CONVERGES, "1", "3.8"),
                span(Answer.FAILS, "3.81", "3.85"),
                span(Answer.CONVERGES, "3.86", "3.86"),
                span(Answer.FAILS, "3.87", "5")),
            row(2, span(Answer.CONVERGES, "1", "4.00"), span(Answer.FAILS, "4.01", "5")),
            row(3, span(Answer.CONVERGES, "1", "5")));
    assertThat(lines).filteredOn(line -> line.contains("1–3.8, 3.86")).hasSize(1);
    // (3.86 + 4) / 2, and half their distance times √2; seed 3 has no boundary to average.
    assertThat(lines.get(lines.size() - 2))
        .contains("mean 3.93 ± 0.0990")
        .contains("over 2 seeds; 1 left out");
    assertThat(lines.getLast()).contains("mean 3.91 ± 0.141");
  }

  @Test
  void anUndecidedNeighbourKeepsASeedOutOfTheMean() {
    List<String> lines =
        lines(
            row(
                1,
                span(Answer.CONVERGES, "1", "3.8"),
                span(Answer.UNDECIDED, "3.81", "3.85"),
                span(Answer.FAILS, "3.86", "5")));
    assertThat(lines).anyMatch(line -> line.contains("undecided c"));
    assertThat(lines)
        .anyMatch(line -> line.contains("3.8 measured") && line.contains("3.86 proven"))
        .anyMatch(line -> line.contains("seed 1: convergence ends between 3.8 and 3.86"));
    assertThat(lines.subList(lines.size() - 2, lines.size()))
        .allMatch(line -> line.contains("for every seed undecided or beyond the ends of the grid"));
  }

  @Test
  void whatWasNotTriedIsNotCalledNone() {
    assertThat(lines(row(1))).anyMatch(line -> line.contains("untried"));
    assertThat(lines(row(1, span(Answer.FAILS, "1", "2"))))
        .anyMatch(line -> line.contains("none"))
        .noneMatch(line -> line.contains("untried"));
  }
}
