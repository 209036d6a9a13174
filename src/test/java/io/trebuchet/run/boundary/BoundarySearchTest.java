package io.trebuchet.run.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

final class BoundarySearchTest {
  /** 0.5, 1, …, 10. */
  private static final List<BigDecimal> GRID =
      IntStream.rangeClosed(1, 20).mapToObj(i -> BigDecimal.valueOf(5L * i, 1)).toList();

  private static final BigDecimal STEP = new BigDecimal("0.5");

  /** The answer changes at each edge: converges below the first, fails above it, and so on. */
  private static Answer alternating(List<BigDecimal> edges, Answer[] cycle, BigDecimal c) {
    int below = (int) edges.stream().filter(edge -> edge.compareTo(c) < 0).count();
    return cycle[below % cycle.length];
  }

  private record Searched(BoundarySearch search, int trials, int rounds) {}

  private static Searched search(BigDecimal tolerance, Function<BigDecimal, Answer> truth) {
    BoundarySearch search = BoundarySearch.create(GRID, tolerance);
    Set<BigDecimal> tried = new TreeSet<>();
    int rounds = 0;
    for (List<BigDecimal> next = search.next(); !next.isEmpty(); next = search.next()) {
      rounds++;
      for (BigDecimal c : next) {
        assertThat(tried.add(c)).as("%s is asked once", c).isTrue();
        search.answer(c, truth.apply(c));
      }
    }
    return new Searched(search, tried.size(), rounds);
  }

  /** At most one edge between two neighbours of the grid, and none on it. */
  @Provide
  Arbitrary<List<BigDecimal>> edges() {
    return Arbitraries.integers()
        .between(1, 4999)
        .list()
        .ofSize(19)
        .flatMap(
            offsets ->
                Arbitraries.of(true, false, false)
                    .list()
                    .ofSize(19)
                    .map(
                        chosen -> {
                          List<BigDecimal> edges = new ArrayList<>();
                          for (int i = 0; i < 19; i++) {
                            if (chosen.get(i)) {
                              edges.add(GRID.get(i).add(BigDecimal.valueOf(offsets.get(i), 4)));
                            }
                          }
                          return edges;
                        }));
  }

  @Property
  void findsEveryEdgeOfAUnionOfIntervals(
      @ForAll("edges") List<BigDecimal> edges,
      @ForAll boolean convergesFirst,
      @ForAll @IntRange(min = 1, max = 700) int thousandths) {
    BigDecimal tolerance = BigDecimal.valueOf(thousandths, 3);
    Answer[] cycle =
        convergesFirst
            ? new Answer[] {Answer.CONVERGES, Answer.FAILS}
            : new Answer[] {Answer.FAILS, Answer.CONVERGES};
    Searched searched = search(tolerance, c -> alternating(edges, cycle, c));
    List<Boundary.Span> spans = searched.search().boundary().spans();

    assertThat(spans).hasSize(edges.size() + 1);
    assertThat(spans.getFirst().low()).isEqualByComparingTo(GRID.getFirst());
    assertThat(spans.getLast().high()).isEqualByComparingTo(GRID.getLast());
    for (int i = 0; i < spans.size(); i++) {
      assertThat(spans.get(i).answer()).isEqualTo(cycle[i % 2]);
    }
    for (int i = 0; i < edges.size(); i++) {
      BigDecimal low = spans.get(i).high();
      BigDecimal high = spans.get(i + 1).low();
      assertThat(low).isLessThanOrEqualTo(edges.get(i));
      assertThat(high).isGreaterThan(edges.get(i));
      assertThat(high.subtract(low)).isLessThanOrEqualTo(tolerance);
    }
    // A bracket shrinks to three quarters at most, so a round more than this is one too many.
    int rounds = 0;
    for (double width = STEP.doubleValue(); width > tolerance.doubleValue(); width *= 0.75) {
      rounds++;
    }
    assertThat(searched.rounds()).isLessThanOrEqualTo(1 + rounds);
    assertThat(searched.trials()).isLessThanOrEqualTo(GRID.size() + rounds * edges.size());
  }

  @Property
  void locatesBothEndsOfAnUndecidedStretch(@ForAll("edges") List<BigDecimal> edges) {
    Answer[] cycle = {Answer.CONVERGES, Answer.UNDECIDED, Answer.FAILS};
    BigDecimal tolerance = new BigDecimal("0.02");
    Boundary boundary = search(tolerance, c -> alternating(edges, cycle, c)).search().boundary();
    assertThat(boundary.spans()).hasSize(edges.size() + 1);
    for (int i = 0; i < edges.size(); i++) {
      assertThat(boundary.spans().get(i).high()).isLessThanOrEqualTo(edges.get(i));
      assertThat(boundary.spans().get(i + 1).low())
          .isGreaterThan(edges.get(i))
          .isLessThanOrEqualTo(boundary.spans().get(i).high().add(tolerance));
    }
  }

  @Property
  void whateverIsAnsweredItEnds(@ForAll long noise) {
    Answer[] answers = Answer.values();
    Searched searched =
        search(
            new BigDecimal("0.05"),
            c -> answers[Math.floorMod(c.hashCode() * 31 + Long.hashCode(noise), 3)]);
    List<Boundary.Span> spans = searched.search().boundary().spans();
    for (int i = 1; i < spans.size(); i++) {
      assertThat(spans.get(i).low().subtract(spans.get(i - 1).high()))
          .isLessThanOrEqualTo(new BigDecimal("0.05"));
    }
  }

  @Example
  void severalGaps() {
    List<BigDecimal> edges =
        List.of(
            new BigDecimal("3.21"),
            new BigDecimal("3.6"),
            new BigDecimal("5.13"),
            new BigDecimal("6.04"),
            new BigDecimal("7.77"));
    Answer[] cycle = {Answer.CONVERGES, Answer.FAILS};
    Boundary boundary =
        search(new BigDecimal("0.01"), c -> alternating(edges, cycle, c)).search().boundary();
    assertThat(boundary.gaps()).hasSize(2);
    assertThat(boundary.firstFailing().orElseThrow()).isBetween(bd("3.21"), bd("3.22"));
    assertThat(boundary.lastConverging().orElseThrow()).isBetween(bd("7.76"), bd("7.77"));
    assertThat(boundary.lastConvergingIsBracketed()).isTrue();
    assertThat(boundary.firstFailingIsBracketed()).isTrue();
  }

  @Example
  void everythingConvergesOrNothingDoes() {
    Searched all = search(new BigDecimal("0.01"), c -> Answer.CONVERGES);
    assertThat(all.trials()).isEqualTo(GRID.size());
    assertThat(all.search().boundary().lastConverging()).contains(GRID.getLast());
    assertThat(all.search().boundary().firstFailing()).isEmpty();
    assertThat(all.search().boundary().lastConvergingIsBracketed()).isFalse();

    Searched none = search(new BigDecimal("0.01"), c -> Answer.FAILS);
    assertThat(none.trials()).isEqualTo(GRID.size());
    assertThat(none.search().boundary().lastConverging()).isEmpty();
    assertThat(none.search().boundary().firstFailing()).contains(GRID.getFirst());
    assertThat(none.search().boundary().firstFailingIsBracketed()).isFalse();
    assertThat(none.search().boundary().gaps()).isEmpty();
  }

  @Example
  void undecidedIsNoFailure() {
    Boundary boundary =
        search(
                new BigDecimal("0.01"),
                c -> c.compareTo(bd("4")) < 0 ? Answer.CONVERGES : Answer.UNDECIDED)
            .search()
            .boundary();
    assertThat(boundary.firstFailing()).isEmpty();
    assertThat(boundary.lastConvergingIsBracketed()).isFalse();
    assertThat(boundary.spans(Answer.UNDECIDED)).hasSize(1);
  }

  @Example
  void middlesAreShortDecimals() {
    BoundarySearch search = BoundarySearch.create(List.of(bd("3.9"), bd("4")), bd("0.01"));
    search.answer(bd("3.9"), Answer.CONVERGES);
    search.answer(bd("4"), Answer.FAILS);
    List<String> asked = new ArrayList<>();
    for (List<BigDecimal> next = search.next(); !next.isEmpty(); next = search.next()) {
      asked.add(next.getFirst().toPlainString());
      search.answer(next.getFirst(), Answer.CONVERGES);
    }
    assertThat(asked).first().isEqualTo("3.95");
    assertThat(asked).allMatch(c -> c.length() <= 4);
  }

  @Example
  void contradictionsAreErrors() {
    BoundarySearch search = BoundarySearch.create(GRID, bd("0.01"));
    search.answer(bd("1"), Answer.CONVERGES);
    assertThatThrownBy(() -> search.answer(bd("1.0"), Answer.FAILS))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> BoundarySearch.create(GRID, bd("0")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static BigDecimal bd(String text) {
    return new BigDecimal(text);
  }
}
