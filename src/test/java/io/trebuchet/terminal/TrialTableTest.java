package io.trebuchet.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.TrialColumn;
import io.trebuchet.metrics.TrialResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jline.utils.AttributedString;

class TrialTableTest {
  private static final List<String> COLUMNS =
      TrialColumn.all().stream().map(TrialColumn::name).toList();
  private static final Capability UNICODE = new Capability(false, true);

  private static Map<String, String> row(TrialResult result) {
    Map<String, String> row = new HashMap<>();
    TrialColumn.all().forEach(column -> row.put(column.name(), column.text().apply(result)));
    return row;
  }

  private static TrialTable table(TrialResult... results) {
    List<Map<String, String>> rows = new ArrayList<>();
    for (TrialResult result : results) {
      rows.add(row(result));
    }
    return TrialTable.of(COLUMNS, rows);
  }

  private static TrialTable example() {
    return table(
        Results.ended("s1-c0.5", 1, 0.5, Outcome.CONVERGED),
        Results.ended("s1-c3", 1, 3, Outcome.CONVERGED),
        Results.ended("s1-c10", 1, 10, Outcome.DIVERGED));
  }

  private static List<String> text(TrialTable table, int width) {
    return table.lines(width, UNICODE).stream().map(AttributedString::toString).toList();
  }

  private static List<String> names(TrialTable table) {
    return text(table, 200).stream()
        .filter(line -> line.startsWith("s"))
        .map(line -> line.replaceAll(" .*", ""))
        .toList();
  }

  @Example
  void theUsefulColumnsInOrder() {
    List<String> lines = text(example(), 140);
    assertThat(lines.get(0).replaceAll(" +", " "))
        .isEqualTo(
            "trial c outcome phase steps loss loss_max loss_final eta_lambda weight_norm"
                + " catapults");
    assertThat(lines.get(1).strip().replaceAll(" +", " ")).isEqualTo("_initial _final _ratio");
    assertThat(lines.get(3).replaceAll(" +", " "))
        .isEqualTo("s1-c3 3.0 converged catapult 312 0.490 123 3.10e-09 0.870 0.710 0");
    assertThat(lines.getLast()).isEqualTo("3 trials");
  }

  @Example
  void whatFindsNoRoomIsNamed() {
    List<String> lines = text(example(), 60);
    assertThat(lines.get(0).replaceAll(" +", " ")).startsWith("trial outcome steps loss_max");
    assertThat(lines.getLast()).startsWith("3 trials; no room for c, phase, ");
  }

  @Property
  void itNeverLeavesItsWidth(
      @ForAll @Size(max = 5) List<Long> numbers, @ForAll @IntRange(min = 0, max = 200) int width) {
    TrialResult[] results =
        numbers.stream()
            .map(Double::longBitsToDouble)
            .map(x -> Results.ended("s1-c" + x, 1, x, Outcome.CONVERGED))
            .toArray(TrialResult[]::new);
    assertThat(table(results).sort("c").lines(width, UNICODE))
        .allSatisfy(line -> assertThat(line.columnLength()).isLessThanOrEqualTo(width));
  }

  @Example
  void sortingKnowsNumbers() {
    assertThat(names(example().sort("-c"))).containsExactly("s1-c10", "s1-c3", "s1-c0.5");
    assertThat(names(example().sort("-c").sort("trial")))
        .containsExactly("s1-c0.5", "s1-c3", "s1-c10");
    assertThat(names(example().sort("outcome"))).containsExactly("s1-c0.5", "s1-c3", "s1-c10");
  }

  private static List<String> sorted(List<Double> values, String key) {
    List<Map<String, String>> rows =
        values.stream()
            .map(x -> Map.of("x", Double.isFinite(x) ? Double.toString(x) : ""))
            .toList();
    return new TrialRows(List.of("x"), rows)
        .sort(key).rows().stream().map(r -> r.get("x")).toList();
  }

  @Property
  void sortingPutsEmptyCellsLast(@ForAll List<Long> bits) {
    List<Double> values = bits.stream().map(Double::longBitsToDouble).toList();
    long finite = values.stream().filter(Double::isFinite).count();
    double[] rising =
        values.stream().filter(Double::isFinite).mapToDouble(x -> x + 0.0).sorted().toArray();
    List<String> up = sorted(values, "x");
    List<String> down = sorted(values, "-x");
    assertThat(up.stream().limit(finite).mapToDouble(Double::parseDouble).map(x -> x + 0.0))
        .containsExactlyElementsOf(DoubleStream.of(rising).boxed().toList());
    assertThat(up.stream().skip(finite)).allMatch(String::isEmpty);
    assertThat(down.stream().skip(finite)).allMatch(String::isEmpty);
    assertThat(down.stream().limit(finite).mapToDouble(Double::parseDouble).map(x -> x + 0.0))
        .containsExactlyElementsOf(DoubleStream.of(rising).boxed().toList().reversed());
  }

  @Example
  void filtersCompareNumbersAndTexts() {
    assertThat(names(example().filter("outcome=diverged"))).containsExactly("s1-c10");
    assertThat(names(example().filter("outcome!=diverged"))).containsExactly("s1-c0.5", "s1-c3");
    assertThat(names(example().filter("c=3"))).containsExactly("s1-c3");
    assertThat(names(example().filter(" c > 3 "))).containsExactly("s1-c10");
    assertThat(names(example().filter("c>=3.0"))).containsExactly("s1-c3", "s1-c10");
    assertThat(names(example().filter("c<3"))).containsExactly("s1-c0.5");
    assertThat(names(example().filter("c<=3e0"))).containsExactly("s1-c0.5", "s1-c3");
    assertThat(names(example().filter("phase=").filter("c>0"))).isEmpty();
    assertThat(names(example().filter("sparsity_1_final>0"))).isEmpty();
    assertThat(names(example().filter("sparsity_1_final="))).hasSize(3);
    assertThat(names(example().filter("weight_norm_ratio<0.72"))).hasSize(3);
    assertThat(text(example().filter("c>3"), 200).getLast()).isEqualTo("1 of 3 trials");
  }

  @Property
  void aFilterAndItsOppositeSplitTheRows(
      @ForAll List<@IntRange(max = 99) Integer> tenths,
      @ForAll @IntRange(max = 99) int limitTenths) {
    List<Double> values = tenths.stream().map(x -> x / 10.0).toList();
    double limit = limitTenths / 10.0;
    List<Map<String, String>> cells = values.stream().map(x -> Map.of("x", x.toString())).toList();
    TrialRows rows = new TrialRows(List.of("x"), cells);
    int below = rows.filter("x<" + limit).rows().size();
    int above = rows.filter("x>=" + limit).rows().size();
    assertThat(below).isEqualTo(values.stream().filter(x -> x < limit).count());
    assertThat(below + above).isEqualTo(cells.size());
  }

  @Example
  void columnsAskedForAreShown() {
    assertThat(text(example().sort("learning_rate"), 60).getFirst()).contains("learning");
    assertThat(text(example().filter("seed=1"), 60).getFirst()).contains("seed");
  }

  @Example
  void mistakesSayWhatToDo() {
    assertThatThrownBy(() -> example().sort("speed"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no column 'speed'")
        .hasMessageContaining("trial, seed, params, c, learning_rate")
        .hasMessageContaining("weight_norm_ratio");
    assertThatThrownBy(() -> example().filter("speed>3"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no column 'speed'");
    assertThatThrownBy(() -> example().filter("diverged"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("outcome=diverged");
    assertThatThrownBy(() -> example().filter("c>big"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a number");
  }

  @Example
  void noTrialsAtAll() {
    assertThat(text(table(), 80)).containsExactly("trial", "0 trials");
  }
}
