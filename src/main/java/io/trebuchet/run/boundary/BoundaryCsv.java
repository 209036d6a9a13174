package io.trebuchet.run.boundary;

import io.trebuchet.storage.Csv;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Boundaries as comma-separated values, one row for each grid point and seed. */
public final class BoundaryCsv {
  private static final List<String> HEADER =
      List.of(
          "params",
          "seed",
          "last_converging_c",
          "first_failing_c",
          "converging_c",
          "failing_c",
          "undecided_c",
          "gaps",
          "tolerance",
          "trials",
          "bound_one_point_c",
          "bound_method1_c",
          "bound_method2_c",
          "bound_doomed_c",
          "last_converging_evidence",
          "first_failing_evidence",
          "undecided_between");

  private BoundaryCsv() {}

  /** The whole file; stretches of c are {@code low:high}, joined by spaces. */
  public static String text(List<BoundaryRow> rows, BigDecimal tolerance) {
    StringBuilder text = new StringBuilder(Csv.line(HEADER));
    for (BoundaryRow row : rows) {
      Boundary boundary = row.boundary();
      text.append(
          Csv.line(
              List.of(
                  row.params(),
                  Long.toString(row.seed()),
                  plain(boundary.lastConverging()),
                  plain(boundary.firstFailing()),
                  spans(boundary, Answer.CONVERGES),
                  spans(boundary, Answer.FAILS),
                  spans(boundary, Answer.UNDECIDED),
                  Integer.toString(boundary.gaps().size()),
                  plain(tolerance),
                  Integer.toString(row.trials()),
                  number(row.bounds().onePoint()),
                  number(row.bounds().method1()),
                  number(row.bounds().method2()),
                  number(row.bounds().doomed()),
                  row.ends().converging().word(),
                  row.ends().failing().word(),
                  boundary.interval().map(BoundaryCsv::span).orElse(""))));
    }
    return text.toString();
  }

  private static String spans(Boundary boundary, Answer answer) {
    return boundary.spans(answer).stream().map(BoundaryCsv::span).collect(Collectors.joining(" "));
  }

  private static String span(Boundary.Span span) {
    return plain(span.low()) + ":" + plain(span.high());
  }

  private static String plain(Optional<BigDecimal> c) {
    return c.map(BoundaryCsv::plain).orElse("");
  }

  private static String plain(BigDecimal c) {
    return c.stripTrailingZeros().toPlainString();
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }
}
