package io.trebuchet.run.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trebuchet.metrics.Outcome;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

final class BoundaryCsvTest {
  private static BigDecimal bd(String text) {
    return new BigDecimal(text);
  }

  @Test
  void everyStretchIsWritten() {
    Boundary boundary =
        new Boundary(
            List.of(
                new Boundary.Span(Answer.UNDECIDED, bd("0.1"), bd("0.1")),
                new Boundary.Span(Answer.CONVERGES, bd("0.2"), bd("3.90")),
                new Boundary.Span(Answer.FAILS, bd("3.91"), bd("3.95")),
                new Boundary.Span(Answer.CONVERGES, bd("3.96"), bd("3.96")),
                new Boundary.Span(Answer.FAILS, bd("3.97"), bd("5"))));
    BoundaryRow row =
        new BoundaryRow(
            "model.hidden=[1,2]",
            7,
            boundary,
            50,
            new BoundaryRow.Ends(Evidence.MEASURED, Evidence.HAPPENED),
            new BoundaryRow.BoundsInC(2.125, Double.NaN, Double.NaN, 6));
    assertThat(BoundaryCsv.text(List.of(row), bd("0.010")))
        .isEqualTo(
            """
            params,seed,last_converging_c,first_failing_c,converging_c,failing_c,undecided_c,gaps,\
            tolerance,trials,bound_one_point_c,bound_method1_c,bound_method2_c,bound_doomed_c,\
            last_converging_evidence,first_failing_evidence,undecided_between
            "model.hidden=[1,2]",7,3.96,3.91,0.2:3.9 3.96:3.96,3.91:3.95 3.97:5,0.1:0.1,1,\
            0.01,50,2.125,,,6.0,measured,seen,
            """);
  }

  @Test
  void undecidedNeighboursLeaveAnInterval() {
    Boundary boundary =
        new Boundary(
            List.of(
                new Boundary.Span(Answer.CONVERGES, bd("0.2"), bd("3.9")),
                new Boundary.Span(Answer.UNDECIDED, bd("3.91"), bd("3.95")),
                new Boundary.Span(Answer.FAILS, bd("3.96"), bd("5"))));
    assertThat(boundary.interval())
        .contains(new Boundary.Span(Answer.UNDECIDED, bd("3.9"), bd("3.96")));
    assertThat(boundary.gaps()).isEmpty();
    assertThat(new Boundary(List.of(boundary.spans().getFirst())).interval()).isEmpty();
  }

  @Test
  void onlyWhatCannotConvergeFails() {
    assertThat(Answer.of(Outcome.OSCILLATING)).isEqualTo(Answer.UNDECIDED);
    assertThat(Answer.of(Outcome.INCOMPLETE)).isEqualTo(Answer.UNDECIDED);
    assertThat(Answer.of(Outcome.DEAD)).isEqualTo(Answer.FAILS);
    assertThat(Evidence.of("doomed")).isEqualTo(Evidence.PROVEN);
    assertThat(Evidence.of("overflow")).isEqualTo(Evidence.HAPPENED);
    assertThat(Evidence.of("loss-change")).isEqualTo(Evidence.MEASURED);
    assertThat(Evidence.of("error: disk")).isEqualTo(Evidence.OPEN);
  }

  @Test
  void theSpreadIsThatOfASample() {
    Spread spread = Spread.of(DoubleStream.of(2, 4, 4, 4, 5, 5, 7, 9));
    assertThat(spread.mean()).isEqualTo(5);
    assertThat(spread.deviation()).isCloseTo(Math.sqrt(32 / 7.0), within(1e-15));
    assertThat(Spread.of(DoubleStream.of(3)).deviation()).isNaN();
    assertThat(Spread.of(DoubleStream.empty()).mean()).isNaN();
  }
}
