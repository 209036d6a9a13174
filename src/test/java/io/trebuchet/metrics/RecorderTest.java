package io.trebuchet.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class RecorderTest {
  private static final Series SERIES = new Series("run", "test", "s1-c3", 1, 3);
  private static final List<Metric> METRICS = Metric.always();

  /** Slow decay with spikes, plateaus, exact zeros and overflows at random places. */
  private static double[] losses(int seed, int size) {
    Random random = new Random(seed);
    double[] losses = new double[size];
    double loss = 1;
    for (int i = 0; i < size; i++) {
      loss *= 0.999;
      losses[i] = loss * (1 + 0.01 * random.nextDouble());
      if (random.nextInt(150) == 0) {
        losses[i] = loss * Math.exp(10 * random.nextDouble());
      }
      if (random.nextInt(2000) == 0) {
        losses[i] = random.nextBoolean() ? Double.NaN : Double.POSITIVE_INFINITY;
      }
      if (random.nextInt(2000) == 0) {
        losses[i] = 0;
      }
    }
    return losses;
  }

  private static MetricBlock block(double[] losses, int from, int to) {
    MetricBlock.Builder rows = MetricBlock.Builder.create(SERIES, Math.max(1, to - from), METRICS);
    for (int i = from; i < to; i++) {
      rows.row(i, 1000 + i);
      rows.set(Metric.LOSS, losses[i]);
      rows.set(Metric.LAMBDA_MAX, 3 * i);
    }
    return rows.build();
  }

  private static void collect(MetricBlock block, List<Long> steps, double[] losses) {
    for (int row = 0; row < block.rows(); row++) {
      int step = (int) block.step(row);
      steps.add(block.step(row));
      assertThat(Double.compare(block.value(Metric.LOSS, row), losses[step])).isZero();
      assertThat(block.value(Metric.LAMBDA_MAX, row)).isEqualTo(3.0 * step);
      assertThat(block.timestamp(row)).isEqualTo(1000 + step);
    }
  }

  private static List<Long> whole(double[] losses) {
    Recorder recorder = Recorder.create(SERIES, METRICS);
    List<Long> steps = new ArrayList<>();
    collect(recorder.take(block(losses, 0, losses.length)), steps, losses);
    collect(recorder.finish(), steps, losses);
    return steps;
  }

  /** The choice written down plainly, over all steps at once. */
  private static List<Long> plainly(double[] losses) {
    TreeSet<Long> chosen = new TreeSet<>();
    double min = Double.POSITIVE_INFINITY;
    for (int i = 0; i < losses.length; i++) {
      double loss = losses[i];
      double before = i == 0 ? Double.NaN : losses[i - 1];
      boolean finite = Double.isFinite(loss);
      boolean above = loss > 1.1 * min;
      boolean jumped = !(Math.abs(loss - before) <= (1.1 - 1) * Math.abs(before));
      if (!finite || above || jumped) {
        for (int k = Math.max(0, i - 16); k <= Math.min(losses.length - 1, i + 16); k++) {
          chosen.add((long) k);
        }
      }
      min = loss < min ? loss : min;
    }
    for (int from = 0; from < losses.length; from += 64) {
      int to = Math.min(losses.length, from + 64);
      int least = from;
      int most = from;
      for (int i = from; i < to; i++) {
        least = losses[i] < losses[least] ? i : least;
        most = losses[i] > losses[most] ? i : most;
      }
      chosen.addAll(List.of((long) from, (long) to - 1, (long) least, (long) most));
    }
    return List.copyOf(chosen);
  }

  @Property(tries = 200)
  void choosesWhatItSays(
      @ForAll @IntRange(max = 100_000) int seed, @ForAll @IntRange(min = 1, max = 3000) int size) {
    double[] losses = losses(seed, size);
    assertThat(whole(losses)).isEqualTo(plainly(losses));
  }

  @Property(tries = 200)
  void doesNotDependOnBlocksNorOnInterruptions(
      @ForAll @IntRange(max = 100_000) int seed, @ForAll @IntRange(min = 1, max = 3000) int size) {
    double[] losses = losses(seed, size);
    Random random = new Random(seed + 1);
    Recorder recorder = Recorder.create(SERIES, METRICS);
    List<Long> steps = new ArrayList<>();
    for (int from = 0; from < size; ) {
      int to = Math.min(size, from + random.nextInt(300));
      collect(recorder.take(block(losses, from, to)), steps, losses);
      from = to;
      if (random.nextBoolean()) {
        recorder = Recorder.of(SERIES, METRICS, recorder.state());
      }
    }
    collect(recorder.finish(), steps, losses);
    assertThat(steps).isEqualTo(whole(losses));
  }

  @Example
  void aQuietTrialTakesFourRowsOfSixtyFourAndASpikeIsWhole() {
    double[] losses = new double[64_000];
    for (int i = 0; i < losses.length; i++) {
      losses[i] = 1 + 1e-3 * Math.sin(i);
    }
    assertThat(whole(losses).size()).isLessThan(4 * 1000 + 20);
    losses[32_100] = 7;
    assertThat(whole(losses)).contains(32_084L, 32_090L, 32_099L, 32_100L, 32_101L, 32_116L);
  }

  /** A quiet loss hides a spike of another metric from nobody. */
  @Example
  void extremesOfEveryMetricAreKept() {
    MetricBlock.Builder rows = MetricBlock.Builder.create(SERIES, 640, METRICS);
    for (int i = 0; i < 640; i++) {
      rows.row(i, 1000 + i);
      rows.set(Metric.LOSS, 1 - 1e-6 * i);
      rows.set(Metric.ETA_LAMBDA, i == 301 ? 7 : i == 330 ? -7 : 1);
      rows.set(Metric.GRADIENT_NORM_SQ, i == 310 ? 5 : Double.NaN);
    }
    Recorder recorder = Recorder.create(SERIES, METRICS);
    List<Long> kept = new ArrayList<>();
    for (MetricBlock block : List.of(recorder.take(rows.build()), recorder.finish())) {
      for (int row = 0; row < block.rows(); row++) {
        kept.add(block.step(row));
      }
    }
    assertThat(kept).contains(301L, 310L, 330L);
    assertThat(kept.size()).isLessThan(100);
  }
}
