package io.trebuchet.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.metrics.Envelope.Bucket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class EnvelopeTest {
  @Property(tries = 200)
  void aSpikeOfOneStepSurvivesAnyZoom(
      @ForAll @IntRange(min = 1, max = 50_000) int steps,
      @ForAll @IntRange(max = 49_999) int where,
      @ForAll @IntRange(min = 1, max = 64) int half,
      @ForAll @IntRange(min = 1, max = 40) int most,
      @ForAll @IntRange(max = 49_999) int edge) {
    int spike = where % steps;
    Envelope envelope = Envelope.create(2 * half);
    for (int step = 0; step < steps; step++) {
      envelope.add(step, step == spike ? 1e3 : 1);
    }
    long from = Math.min(spike, edge % steps);
    long to = Math.max(spike, edge % steps) + 1L;
    List<Bucket> zoom = envelope.buckets(from, to, most);
    assertThat(zoom).hasSizeLessThanOrEqualTo(most);
    assertThat(zoom.stream().mapToDouble(Bucket::max).max()).hasValue(1e3);
    Bucket holder = zoom.stream().filter(bucket -> bucket.max() == 1e3).findFirst().orElseThrow();
    assertThat((long) spike).isBetween(holder.from(), holder.to() - 1);
  }

  @Property(tries = 200)
  void everyBucketHoldsTheFirstLeastMostAndLastOfItsSteps(
      @ForAll int seed,
      @ForAll @IntRange(min = 1, max = 5000) int steps,
      @ForAll @IntRange(min = 1, max = 32) int half) {
    Random random = new Random(seed);
    Envelope envelope = Envelope.create(2 * half);
    List<Double> values = new ArrayList<>();
    long begin = random.nextInt(100);
    for (int i = 0; i < steps; i++) {
      double value = random.nextInt(20) == 0 ? Double.NaN : random.nextGaussian();
      values.add(value);
      envelope.add(begin + i, value);
    }
    List<Bucket> buckets = envelope.buckets();
    assertThat(buckets).hasSizeLessThanOrEqualTo(2 * half);
    long next = begin;
    for (Bucket bucket : buckets) {
      assertThat(bucket.from()).isEqualTo(next);
      next = bucket.to();
      List<Double> all =
          values.subList((int) (bucket.from() - begin), (int) Math.min(steps, bucket.to() - begin));
      List<Double> finite = all.stream().filter(Double::isFinite).toList();
      assertThat(bucket.overflow()).isEqualTo(finite.size() < all.size());
      if (finite.isEmpty()) {
        assertThat(bucket.min()).isNaN();
      } else {
        assertThat(bucket.first()).isEqualTo(finite.getFirst());
        assertThat(bucket.last()).isEqualTo(finite.getLast());
        assertThat(bucket.min()).isEqualTo(finite.stream().mapToDouble(x -> x).min().orElseThrow());
        assertThat(bucket.max()).isEqualTo(finite.stream().mapToDouble(x -> x).max().orElseThrow());
      }
    }
    assertThat(next).isGreaterThanOrEqualTo(begin + steps);
  }
}
