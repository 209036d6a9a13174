package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.config.LearningRate;
import io.trebuchet.config.Overrides;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.SweepReader;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.data.DataFolders;
import io.trebuchet.physics.Problem;
import io.trebuchet.run.boundary.Answer;
import io.trebuchet.run.boundary.Boundary;
import io.trebuchet.run.boundary.BoundarySearch;
import io.trebuchet.trial.ProblemCache;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Boundaries by bisection, against every c of a grid of 0.005. */
final class BoundaryGridTest {
  private static final BigDecimal STEP = new BigDecimal("0.005");
  private static final BigDecimal TOLERANCE = new BigDecimal("0.01");

  /** The answers of one figure and seed, each computed once. */
  private static final class Figure implements AutoCloseable {
    private final SweepConfig config;
    private final Problem problem;
    private final ProblemCache problems;
    private final Map<BigDecimal, Answer> answers = new HashMap<>();

    Figure(String name, long seed) throws Exception {
      config =
          SweepReader.create()
              .read(
                  Path.of("configs", name + ".conf"),
                  new Overrides(List.of(), OptionalLong.of(seed)));
      problems = ProblemCache.create(new DataFolders(List.of()), config.trials());
      problem = problems.acquire(config.trials().getFirst());
    }

    List<BigDecimal> ownGrid() {
      return config.trials().stream()
          .map(TrialSpec::rate)
          .map(rate -> ((LearningRate.Normalised) rate).c())
          .toList();
    }

    Answer at(BigDecimal c) {
      return answers.computeIfAbsent(
          c.stripTrailingZeros(),
          rate -> {
            VerdictsTest.Ended ended =
                VerdictsTest.end(
                    problem,
                    rate.doubleValue(),
                    config.stop().withMaxSteps(10 * config.stop().maxSteps()),
                    config.rule());
            return Answer.of(ended.halt().outcome());
          });
    }

    Boundary search(List<BigDecimal> grid) {
      BoundarySearch search = BoundarySearch.create(grid, TOLERANCE);
      for (List<BigDecimal> next = search.next(); !next.isEmpty(); next = search.next()) {
        next.forEach(c -> search.answer(c, at(c)));
      }
      return search.boundary();
    }

    @Override
    public void close() {
      problem.close();
    }
  }

  /**
   * What the search says of a c between two that it tried and that agree, the grid says too, but
   * for windows narrower than the coarse grid; and every end it reports is one of the grid's.
   */
  private static void compare(Figure figure, List<BigDecimal> coarse) {
    Boundary boundary = figure.search(coarse);
    BigDecimal low = coarse.getFirst();
    BigDecimal high = coarse.getLast();
    int inside = 0;
    int unseen = 0;
    for (BigDecimal c = low; c.compareTo(high) <= 0; c = c.add(STEP)) {
      for (Boundary.Span span : boundary.spans()) {
        if (c.compareTo(span.low()) >= 0 && c.compareTo(span.high()) <= 0) {
          inside++;
          unseen += figure.at(c) == span.answer() ? 0 : 1;
        }
      }
    }
    assertThat(inside).isGreaterThan(10);
    assertThat(unseen).isLessThanOrEqualTo(inside / 10);
    BigDecimal last = boundary.lastConverging().orElseThrow();
    assertThat(figure.at(last)).isEqualTo(Answer.CONVERGES);
    if (boundary.lastConvergingIsBracketed()) {
      boolean endsThere = false;
      for (BigDecimal c = last; c.compareTo(last.add(TOLERANCE)) <= 0; c = c.add(STEP)) {
        endsThere |= figure.at(c) != Answer.CONVERGES;
      }
      assertThat(endsThere).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"fig01, 3.7, 4.1", "fig08, 3.9, 4.3", "fig10, 3.8, 4.4"})
  void nearTheEndOfConvergenceBisectionAgreesWithTheGrid(String name, String from, String to)
      throws Exception {
    try (Figure figure = new Figure(name, 1)) {
      compare(
          figure,
          List.of(
              new BigDecimal(from),
              new BigDecimal(from).add(new BigDecimal(to)).divide(BigDecimal.TWO),
              new BigDecimal(to)));
    }
  }

  /** With too few steps these looked like a gap, at c = 1.98 to 2.32. */
  @Test
  void figure4HasNoGapOnceTrialsGoOn() throws Exception {
    try (Figure figure = new Figure("fig04", 1)) {
      for (String c : List.of("1.95", "2", "2.05", "2.1", "2.2", "2.3", "2.4")) {
        assertThat(figure.at(new BigDecimal(c))).isNotEqualTo(Answer.FAILS);
      }
      assertThat(figure.search(figure.ownGrid()).gaps()).isEmpty();
    }
  }

  @Tag("long")
  @ParameterizedTest
  @CsvSource({"fig01", "fig02", "fig04", "fig08", "fig09", "fig10"})
  void overTheWholeRangeBisectionAgreesWithTheGrid(String name) throws Exception {
    try (Figure figure = new Figure(name, 1)) {
      compare(figure, figure.ownGrid());
    }
  }
}
