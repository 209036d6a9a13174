package io.trebuchet.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Reductions against a plain grouping of the same steps. */
final class ReducedStepsTest {
  private static final Series SERIES = new Series("run", "sweep", "s1-c2", 1, 2);

  private record Row(long step, double loss) {}

  /** Steps with gaps, and now and then a number that is not finite. */
  private static List<Row> rows(int count, long seed) {
    Random random = new Random(seed);
    List<Row> rows = new ArrayList<>();
    long step = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      double loss = Math.exp(20 * random.nextGaussian());
      rows.add(new Row(step, random.nextInt(40) == 0 ? Double.POSITIVE_INFINITY : loss));
      step += random.nextInt(7) == 0 ? 1 + random.nextInt(30) : 1;
    }
    return rows;
  }

  private static MetricBlock block(List<Row> rows) {
    MetricBlock.Builder builder = MetricBlock.Builder.create(SERIES, rows.size());
    for (Row row : rows) {
      builder.row(row.step(), row.step());
      builder.set(Metric.LOSS, row.loss());
      builder.set(Metric.WEIGHT_NORM_SQ, 1);
      builder.set(Metric.LAMBDA_MAX, 1);
    }
    return builder.build();
  }

  private static ReducedSteps of(List<Row> rows, int capacity, Random splits) {
    ReducedSteps envelope = ReducedSteps.create(capacity);
    for (int at = 0; at < rows.size(); ) {
      int to = Math.min(rows.size(), at + 1 + splits.nextInt(50));
      envelope.add(block(rows.subList(at, to)), Metric.all());
      at = to;
    }
    return envelope;
  }

  @Property(tries = 300, shrinking = ShrinkingMode.BOUNDED)
  void everyBucketHoldsWhatAPlainGroupingHolds(
      @ForAll @IntRange(min = 1, max = 900) int count,
      @ForAll @IntRange(min = 1, max = 64) int capacity,
      @ForAll @LongRange(min = 0, max = 1 << 20) long seed) {
    List<Row> rows = rows(count, seed);
    ReducedSteps envelope = of(rows, capacity, new Random(seed));
    check(envelope, rows, capacity);
    assertThat(envelope.exact()).isEqualTo(envelope.size() == count);
  }

  private static void check(ReducedSteps envelope, List<Row> rows, int capacity) {
    Map<Long, List<Row>> groups = new TreeMap<>();
    rows.forEach(
        row ->
            groups.computeIfAbsent(row.step() / envelope.width(), k -> new ArrayList<>()).add(row));
    assertThat(envelope.size()).isEqualTo(groups.size()).isLessThanOrEqualTo(capacity);
    assertThat(envelope.rows()).isEqualTo(rows.size());
    int bucket = 0;
    for (List<Row> group : groups.values()) {
      assertThat(envelope.from(bucket)).isEqualTo(group.getFirst().step());
      assertThat(envelope.to(bucket)).isEqualTo(group.getLast().step());
      double[] finite = group.stream().mapToDouble(Row::loss).filter(Double::isFinite).toArray();
      assertThat(envelope.finite(bucket)).isEqualTo(finite.length == group.size());
      for (ReducedSteps.Part part : ReducedSteps.Part.values()) {
        double expected =
            finite.length == 0
                ? Double.NaN
                : switch (part) {
                  case FIRST -> finite[0];
                  case MIN -> java.util.Arrays.stream(finite).min().getAsDouble();
                  case MAX -> java.util.Arrays.stream(finite).max().getAsDouble();
                  case LAST -> finite[finite.length - 1];
                };
        assertThat(Double.valueOf(envelope.value(Metric.LOSS, part, bucket)))
            .isEqualTo(Double.valueOf(expected));
      }
      bucket++;
    }
  }

  @Property(tries = 200, shrinking = ShrinkingMode.BOUNDED)
  void shrinkingGivesTheSameAsReducingAtOnce(
      @ForAll @IntRange(min = 1, max = 700) int count,
      @ForAll @IntRange(min = 1, max = 128) int first,
      @ForAll @IntRange(min = 1, max = 128) int then,
      @ForAll @LongRange(min = 0, max = 1 << 20) long seed) {
    List<Row> rows = rows(count, seed);
    ReducedSteps shrunk = of(rows, Math.max(first, then), new Random(seed));
    shrunk.shrink(then);
    check(shrunk, rows, then);
  }

  @Property(tries = 200, shrinking = ShrinkingMode.BOUNDED)
  void aSpikeOfOneStepSurvivesAnyZoom(
      @ForAll @IntRange(min = 2, max = 3000) int count,
      @ForAll @IntRange(min = 1, max = 40) int buckets,
      @ForAll @LongRange(min = 0, max = 1 << 20) long seed) {
    int at = new Random(seed).nextInt(count);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(new Row(i, i == at ? 1e9 : 1));
    }
    ReducedSteps envelope = of(rows, 256, new Random(seed));
    int margin = new Random(seed + 1).nextInt(count);
    ReducedSteps part = envelope.between(Metric.all(), at - margin, at + margin, buckets);
    assertThat(part.size()).isLessThanOrEqualTo(buckets);
    double top = 0;
    for (int bucket = 0; bucket < part.size(); bucket++) {
      double max = part.value(Metric.LOSS, ReducedSteps.Part.MAX, bucket);
      if (max > 1) {
        assertThat(part.from(bucket)).isLessThanOrEqualTo(at);
        assertThat(part.to(bucket)).isGreaterThanOrEqualTo(at);
      }
      top = Math.max(top, max);
    }
    assertThat(top).isEqualTo(1e9);
  }

  @Test
  void anIntervalOfSingleStepsIsExact() {
    List<Row> rows = rows(500, 3);
    ReducedSteps envelope = ReducedSteps.create(100);
    envelope.add(block(rows), List.of(Metric.LOSS), rows.get(40).step(), rows.get(120).step());
    assertThat(envelope.exact()).isTrue();
    assertThat(envelope.size()).isEqualTo(81);
    assertThat(envelope.metrics()).containsExactly(Metric.LOSS);
  }
}
