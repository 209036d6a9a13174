package io.trebuchet.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.TrialState.Stage;
import io.trebuchet.terminal.BoardSnapshot.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jline.utils.AttributedString;

class SweepTableTest {
  private static final Capability RICH = new Capability(true, true);

  private static Row row(int index, Stage stage, double number) {
    String trial = "s1-c" + index;
    Trace trace = Trace.create();
    if (stage != Stage.PENDING) {
      trace.add(0, 1);
      trace.add(1, number);
    }
    List<Outcome> outcomes = List.of(Outcome.values());
    Outcome outcome = outcomes.get(index % outcomes.size());
    return new Row(
        trial,
        index,
        stage,
        stage == Stage.PENDING ? -1 : 1,
        number,
        number,
        number,
        trace.ranges(),
        stage == Stage.ENDED ? index : -1,
        stage == Stage.ENDED ? Results.ended(trial, 1, index, outcome) : null);
  }

  private static BoardSnapshot snapshot(List<Row> rows) {
    int running = (int) rows.stream().filter(r -> r.stage() == Stage.RUNNING).count();
    int ended = (int) rows.stream().filter(r -> r.stage() == Stage.ENDED).count();
    return new BoardSnapshot(
        "fig01",
        Duration.ofSeconds(12),
        rows,
        rows.size() - running - ended,
        running,
        ended,
        123_456,
        1_234_567,
        3.4,
        1.2e6,
        Optional.of(Duration.ofSeconds(9)));
  }

  private static List<String> text(
      BoardSnapshot snapshot, int width, int height, Capability capability) {
    return SweepTable.lines(snapshot, width, height, capability).stream()
        .map(AttributedString::toString)
        .toList();
  }

  @Provide
  Arbitrary<List<Row>> rows() {
    Arbitrary<Double> numbers =
        Arbitraries.oneOf(
            Arbitraries.longs().map(Double::longBitsToDouble),
            Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0.0));
    Arbitrary<Row> rows =
        Combinators.combine(
                Arbitraries.integers().between(0, 2000), Arbitraries.of(Stage.class), numbers)
            .as(SweepTableTest::row);
    return rows.list().ofMaxSize(70).uniqueElements(Row::trial);
  }

  @Property
  void itNeverLeavesItsRectangle(
      @ForAll("rows") List<Row> rows,
      @ForAll @IntRange(max = 160) int width,
      @ForAll @IntRange(max = 80) int height,
      @ForAll boolean colour,
      @ForAll boolean unicode) {
    List<AttributedString> lines =
        SweepTable.lines(snapshot(rows), width, height, new Capability(colour, unicode));
    assertThat(lines).hasSizeLessThanOrEqualTo(height);
    assertThat(lines).allSatisfy(l -> assertThat(l.columnLength()).isLessThanOrEqualTo(width));
    if (!unicode) {
      assertThat(lines).allSatisfy(l -> assertThat(l.toString()).matches("\\p{ASCII}*"));
    }
    if (!colour) {
      assertThat(lines).allSatisfy(l -> assertThat(l.toAnsi()).doesNotContain("\u001b"));
    }
    if (width > 0 && height >= SweepTable.fullHeight(snapshot(rows))) {
      assertThat(lines.size()).isGreaterThanOrEqualTo(rows.size() + 2);
    }
  }

  @Example
  void everyColumnIsThereWhenThereIsRoom() {
    List<Row> rows =
        List.of(
            row(0, Stage.ENDED, 0.0312),
            row(1, Stage.RUNNING, 123_456),
            row(2, Stage.RUNNING, Double.NaN),
            row(3, Stage.PENDING, Double.NaN));
    List<String> lines = text(snapshot(rows), 100, 24, RICH);
    assertThat(lines).hasSize(7);
    assertThat(lines.get(0)).isEqualTo("fig01  12 s · lazy 1");
    assertThat(lines.get(1))
        .containsSubsequence(
            "trial", "c", "step", "loss", "ηλ", "θ²/θ²_0", "log10 loss", "outcome");
    assertThat(lines.get(2)).containsSubsequence("s1-c0", "0.0312", "lazy");
    assertThat(lines.get(3)).containsSubsequence("s1-c1", "1.23e+05", "▁█", "running");
    assertThat(lines.get(4)).containsSubsequence("s1-c2", "NaN", "▁!", "running");
    assertThat(lines.get(5)).matches("s1-c3 +3 +pending");
    assertThat(lines.get(6))
        .startsWith("[█")
        .contains("] 1/4 trials · 9.0 s left · 3.40 trials/s · 1.20M points/s");
  }

  @Example
  void numbersOfAColumnAlignRight() {
    List<Row> rows = List.of(row(1, Stage.RUNNING, 1.5), row(2, Stage.RUNNING, 1.23e-200));
    List<String> lines = text(snapshot(rows), 100, 24, RICH);
    int end = lines.get(1).indexOf("loss") + "loss".length();
    assertThat(lines.get(2).substring(0, end)).endsWith(" 1.50");
    assertThat(lines.get(3).substring(0, end)).endsWith(" 1.23e-200");
  }

  @Example
  void runningTrialsComeBeforeTheLastEndedBeforePendingOnes() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      Stage stage = i == 20 ? Stage.RUNNING : i < 10 ? Stage.ENDED : Stage.PENDING;
      rows.add(row(i, stage, 1));
    }
    List<String> lines = text(snapshot(rows), 80, 9, Capability.PLAIN);
    assertThat(lines).hasSize(9);
    assertThat(lines.subList(2, 8))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("s1-c6 "),
            line -> assertThat(line).startsWith("s1-c7 "),
            line -> assertThat(line).startsWith("s1-c8 "),
            line -> assertThat(line).startsWith("s1-c9 "),
            line -> assertThat(line).startsWith("s1-c20 "),
            line -> assertThat(line).isEqualTo("... and 25 more (6 ended, 19 pending)"));
  }

  @Example
  void theProgressSurvivesInOneShortLine() {
    BoardSnapshot snapshot = snapshot(List.of(row(0, Stage.ENDED, 1), row(1, Stage.RUNNING, 1)));
    assertThat(text(snapshot, 12, 1, RICH)).containsExactly("1/2 trials");
    assertThat(text(snapshot, 5, 1, RICH)).containsExactly("1/2 …");
    assertThat(text(snapshot, 0, 10, RICH)).isEmpty();
  }

  @Example
  void coloursTellOutcomes() {
    BoardSnapshot snapshot = snapshot(List.of(row(0, Stage.ENDED, 1), row(1, Stage.ENDED, 1)));
    String lazy = SweepTable.lines(snapshot, 80, 10, RICH).get(2).toAnsi();
    String divergent = SweepTable.lines(snapshot, 80, 10, RICH).get(3).toAnsi();
    assertThat(lazy).contains("\u001b[32mlazy");
    assertThat(divergent).contains("\u001b[31mdivergent");
  }
}
