package io.trebuchet.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.terminal.BoardSnapshot.LossRange;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class LossRangeTest {
  record Point(int gap, double loss) {}

  @Provide
  Arbitrary<List<Point>> points() {
    Arbitrary<Double> losses =
        Arbitraries.frequencyOf(
            Tuple.of(9, Arbitraries.doubles().between(0, 1e9)),
            Tuple.of(1, Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY, 0.0, 1e300)));
    Arbitrary<Integer> gaps = Arbitraries.integers().between(1, 1000);
    return Combinators.combine(gaps, losses).as(Point::new).list().ofMaxSize(500);
  }

  @Property
  void extremesOfAllBucketsAreThoseOfAllLosses(@ForAll("points") List<Point> points) {
    Trace trace = Trace.create();
    long step = 0;
    for (Point point : points) {
      trace.add(step, point.loss());
      step += point.gap();
    }
    List<LossRange> buckets = trace.ranges();
    List<Double> finite = points.stream().map(Point::loss).filter(Double::isFinite).toList();
    List<LossRange> filled = buckets.stream().filter(b -> !Double.isNaN(b.max())).toList();
    assertThat(buckets).hasSizeLessThanOrEqualTo(Trace.MOST);
    assertThat(filled.stream().mapToDouble(LossRange::max).max())
        .isEqualTo(finite.stream().mapToDouble(x -> x).max());
    assertThat(filled.stream().mapToDouble(LossRange::min).min())
        .isEqualTo(finite.stream().mapToDouble(x -> x).min());
    assertThat(buckets.stream().anyMatch(LossRange::overflow))
        .isEqualTo(finite.size() < points.size());
  }

  @Property
  void aSpikeOfOneStepSurvives(
      @ForAll @IntRange(min = 1, max = 100_000) int steps,
      @ForAll @IntRange(max = 99_999) int where) {
    Trace trace = Trace.create();
    int spike = where % steps;
    for (int step = 0; step < steps; step++) {
      trace.add(step, step == spike ? 1e3 : 1e-2);
    }
    List<LossRange> buckets = trace.ranges();
    assertThat(buckets.stream().filter(bucket -> bucket.max() == 1e3)).hasSize(1);
    int width = buckets.size() == steps ? 1 : Integer.highestOneBit((steps - 1) / 64) * 2;
    assertThat(buckets.get(spike / width).max()).isEqualTo(1e3);
    if (steps > 1) {
      String line = SparkLine.of(buckets, 32, true);
      assertThat(line.chars().filter(bar -> bar == '█')).hasSize(1);
      assertThat(line.replace("▁", "")).isEqualTo("█");
    }
  }

  @Example
  void stepsNotRecordedRepeatTheLastLoss() {
    Trace trace = Trace.create();
    trace.add(0, 3);
    trace.add(4, 5);
    assertThat(trace.ranges())
        .containsExactly(
            new LossRange(3, 3, false),
            new LossRange(3, 3, false),
            new LossRange(3, 3, false),
            new LossRange(3, 3, false),
            new LossRange(5, 5, false));
  }

  @Property
  void resumedTrialsStartAtTheirFirstStep(@ForAll @IntRange(max = 1_000_000_000) int first) {
    Trace trace = Trace.create();
    trace.add(first, 1);
    trace.add(first + 1L, 2);
    assertThat(trace.ranges())
        .containsExactly(new LossRange(1, 1, false), new LossRange(2, 2, false));
  }

  @Property
  void anyLossesMakeALineOfTheWidth(
      @ForAll @Size(max = 300) List<Long> losses,
      @ForAll @IntRange(min = -1, max = 80) int width,
      @ForAll boolean unicode) {
    Trace trace = Trace.create();
    for (int step = 0; step < losses.size(); step++) {
      trace.add(step, Math.abs(Double.longBitsToDouble(losses.get(step))));
    }
    String line = SparkLine.of(trace.ranges(), width, unicode);
    assertThat(line).hasSize(Math.min(Math.max(0, width), trace.ranges().size()));
    assertThat(line.contains("!"))
        .isEqualTo(
            width > 0
                && losses.stream()
                    .anyMatch(bits -> !Double.isFinite(Double.longBitsToDouble(bits))));
  }

  @Example
  void overflowIsMarkedAndDoesNotSetTheScale() {
    Trace trace = Trace.create();
    trace.add(0, 1);
    trace.add(1, 1000);
    trace.add(2, Double.POSITIVE_INFINITY);
    trace.add(3, Double.NaN);
    assertThat(SparkLine.of(trace.ranges(), 32, true)).isEqualTo("▁█!!");
    assertThat(SparkLine.of(trace.ranges(), 32, false)).isEqualTo(".@!!");
  }

  @Example
  void aFallToZeroDoesNotFlattenTheSpike() {
    Trace trace = Trace.create();
    trace.add(0, 1);
    trace.add(1, 100);
    trace.add(2, 1e-30);
    trace.add(3, 0);
    // Six decades below the peak of 100: 1 is four of them up, 4/6 of 8 bars.
    assertThat(SparkLine.of(trace.ranges(), 32, true)).isEqualTo("▆█▁▁");
  }
}
