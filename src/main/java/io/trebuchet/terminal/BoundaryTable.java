package io.trebuchet.terminal;

import io.trebuchet.run.boundary.Answer;
import io.trebuchet.run.boundary.Boundary;
import io.trebuchet.run.boundary.BoundaryRow;
import io.trebuchet.run.boundary.Evidence;
import io.trebuchet.run.boundary.Spread;
import io.trebuchet.terminal.TextTable.Column;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jline.utils.AttributedString;

/** The table of {@code boundary}, and under it means over seeds. */
public final class BoundaryTable {
  private final List<BoundaryRow> rows;
  private final Capability capability;

  private BoundaryTable(List<BoundaryRow> rows, Capability capability) {
    this.rows = rows;
    this.capability = capability;
  }

  /** Lines of at most {@code width} columns, but for the means. */
  public static List<AttributedString> lines(
      List<BoundaryRow> rows, int width, Capability capability) {
    BoundaryTable table = new BoundaryTable(rows, capability);
    List<AttributedString> lines = new ArrayList<>(table.table(width));
    table.means().forEach(line -> lines.add(new AttributedString(line)));
    return lines;
  }

  private List<AttributedString> table(int width) {
    TextTable table =
        TextTable.create(
            List.of(
                Column.left(any(row -> !row.params().isEmpty()) ? "grid" : "", 9),
                Column.right("seed", 10),
                Column.right("last c that\nconverges", 9),
                Column.right("first c that\nfails", 9),
                Column.left("converging c", 8),
                Column.left(any(BoundaryTable::undecided) ? "undecided c" : "", 7),
                Column.right("bound:\none point", 6),
                Column.right("\nmethod 1", 5),
                Column.right("\nmethod 2", 4),
                Column.right("\ndoomed", 3),
                Column.right("trials", 1)));
    for (BoundaryRow row : rows) {
      Boundary boundary = row.boundary();
      table.add(
          List.of(
              text(Compact.oneLine(row.params())),
              text(Long.toString(row.seed())),
              text(orNone(boundary, boundary.lastConverging(), row.ends().converging())),
              text(orNone(boundary, boundary.firstFailing(), row.ends().failing())),
              text(spans(boundary, Answer.CONVERGES)),
              text(spans(boundary, Answer.UNDECIDED)),
              text(Compact.orEmpty(row.bounds().onePoint())),
              text(Compact.orEmpty(row.bounds().method1())),
              text(Compact.orEmpty(row.bounds().method2())),
              text(Compact.orEmpty(row.bounds().doomed())),
              text(Integer.toString(row.trials()))));
    }
    return table.fit(width, capability).lines();
  }

  private List<String> means() {
    Map<String, List<BoundaryRow>> groups =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    BoundaryRow::params, LinkedHashMap::new, Collectors.toList()));
    List<String> lines = new ArrayList<>(intervals());
    groups.forEach(
        (params, group) -> {
          String start = params.isEmpty() ? "" : Compact.oneLine(params) + ": ";
          lines.add(
              start
                  + mean(
                      "last c that converges",
                      group,
                      Boundary::lastConvergingIsBracketed,
                      Boundary::lastConverging));
          lines.add(
              start
                  + mean(
                      "first c that fails",
                      group,
                      Boundary::firstFailingIsBracketed,
                      Boundary::firstFailing));
        });
    return lines;
  }

  private List<String> intervals() {
    List<String> lines = new ArrayList<>();
    for (BoundaryRow row : rows) {
      row.boundary()
          .interval()
          .ifPresent(
              span ->
                  lines.add(
                      String.format(
                          Locale.ROOT,
                          "%sseed %d: convergence ends between %s and %s; more --max-steps may"
                              + " tell",
                          row.params().isEmpty() ? "" : Compact.oneLine(row.params()) + ", ",
                          row.seed(),
                          plain(span.low()),
                          plain(span.high()))));
    }
    return lines;
  }

  /** Where the boundary lies beyond the grid, or is not decided, there is no value to average. */
  private String mean(
      String what,
      List<BoundaryRow> group,
      Predicate<Boundary> within,
      Function<Boundary, Optional<BigDecimal>> c) {
    Spread spread =
        Spread.of(
            group.stream()
                .map(BoundaryRow::boundary)
                .filter(within)
                .flatMap(boundary -> c.apply(boundary).stream())
                .mapToDouble(BigDecimal::doubleValue));
    if (spread.count() == 0) {
      return what + ": for every seed undecided or beyond the ends of the grid";
    }
    String deviation =
        spread.count() < 2
            ? ""
            : String.format(
                Locale.ROOT,
                " %s %s (standard deviation)",
                capability.pick("±", "+-"),
                Compact.number(spread.deviation()));
    int left = group.size() - spread.count();
    return String.format(
        Locale.ROOT,
        "%s: mean %s%s over %d seed%s%s",
        what,
        Compact.c(spread.mean()),
        deviation,
        spread.count(),
        spread.count() == 1 ? "" : "s",
        left == 0
            ? ""
            : String.format(
                Locale.ROOT, "; %d left out, as undecided or beyond the ends of the grid", left));
  }

  private String spans(Boundary boundary, Answer answer) {
    return boundary.spans(answer).stream()
        .map(
            span ->
                span.low().compareTo(span.high()) == 0
                    ? plain(span.low())
                    : plain(span.low()) + capability.dash() + plain(span.high()))
        .collect(Collectors.joining(", "));
  }

  private boolean any(Predicate<BoundaryRow> condition) {
    return rows.stream().anyMatch(condition);
  }

  private static boolean undecided(BoundaryRow row) {
    return !row.boundary().spans(Answer.UNDECIDED).isEmpty();
  }

  private static String orNone(Boundary boundary, Optional<BigDecimal> c, Evidence evidence) {
    return c.map(value -> plain(value) + " " + evidence.word())
        .orElse(boundary.spans().isEmpty() ? "untried" : "none");
  }

  private static String plain(BigDecimal c) {
    return c.stripTrailingZeros().toPlainString();
  }

  private static AttributedString text(String text) {
    return new AttributedString(text);
  }
}
