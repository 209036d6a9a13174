package io.trebuchet.physics.quadratic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trebuchet.physics.ChildJvm;
import io.trebuchet.physics.SeededRandom;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** The pass over the weights: against its formula, and with vectors bit for bit as without. */
final class EigenbasisLoopTest {
  private static final int STEPS = 7;

  /** Run with the vectors' module: every length up to 130, several steps, and a NaN. */
  public static void main(String[] args) {
    EigenbasisLoop vectors = EigenbasisLoop.fastest();
    EigenbasisLoop plain = new PlainEigenbasisLoop();
    for (int n = 1; n <= 130; n++) {
      SeededRandom random = SeededRandom.of(n);
      double[] lambda = random.gaussians(n);
      double[] a = random.gaussians(n);
      for (int step = 0; step < STEPS; step++) {
        double rate = random.uniform(-3, 3);
        if (n > 100 && step == STEPS - 1) {
          a[n / 2] = Double.NaN;
        }
        double[] other = a.clone();
        double[] sums = new double[3 * EigenbasisLoop.LANES];
        double[] otherSums = new double[3 * EigenbasisLoop.LANES];
        plain.scaleAndSum(a, lambda, rate, new double[n], sums);
        vectors.scaleAndSum(other, lambda, rate, new double[n], otherSums);
        assertThat(other).containsExactly(a);
        assertThat(otherSums).containsExactly(sums);
      }
    }
    System.out.println(vectors.getClass().getSimpleName());
  }

  @Test
  void vectorsGiveTheSameBits() throws IOException, InterruptedException {
    String said =
        ChildJvm.run(EigenbasisLoopTest.class, List.of("--add-modules=jdk.incubator.vector"));

    // A machine with vectors of two doubles is served by plain Java.
    boolean long256 = !System.getProperty("os.arch").equals("aarch64");
    assertThat(said).contains(long256 ? "VectorEigenbasisLoop" : "PlainEigenbasisLoop");
  }

  @Test
  void withoutTheModulePlainJavaServes() throws IOException, InterruptedException {
    assertThat(ChildJvm.run(EigenbasisLoopTest.class, List.of())).contains("PlainEigenbasisLoop");
  }

  @Property
  void isItsFormula(
      @ForAll @IntRange(min = 1, max = 100) int n,
      @ForAll @LongRange(min = 0) long seed,
      @ForAll @DoubleRange(min = -3, max = 3) double rate) {
    SeededRandom random = SeededRandom.of(seed);
    double[] lambda = random.gaussians(n);
    double[] a = random.gaussians(n);
    double[] before = a.clone();
    double[] sums = new double[3 * EigenbasisLoop.LANES];

    new PlainEigenbasisLoop().scaleAndSum(a, lambda, rate, new double[n], sums);

    double norm = 0;
    double first = 0;
    double second = 0;
    double size = 0;
    for (int i = 0; i < n; i++) {
      double expected = before[i] * (1 - rate * lambda[i]);
      assertThat(a[i]).isCloseTo(expected, within(1e-14 * (1 + Math.abs(before[i]) * 20)));
      norm += a[i] * a[i];
      first += lambda[i] * a[i] * a[i];
      second += lambda[i] * lambda[i] * a[i] * a[i];
      size += (1 + lambda[i] * lambda[i]) * a[i] * a[i];
    }
    assertThat(EigenbasisLoop.total(sums, 0)).isCloseTo(norm, within(1e-13 * size));
    assertThat(EigenbasisLoop.total(sums, EigenbasisLoop.LANES))
        .isCloseTo(first, within(1e-13 * size));
    assertThat(EigenbasisLoop.total(sums, 2 * EigenbasisLoop.LANES))
        .isCloseTo(second, within(1e-13 * size));
  }
}
