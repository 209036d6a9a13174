package io.trebuchet.physics.linalg;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** λ_max of Gram matrices that change by a thousandth from one call to the next. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TopEigenvalueBenchmark {
  /** Rows of the matrix. */
  @Param({"32", "128"})
  public int size;

  private double[][] matrices;
  private TopEigenvalue top;
  private int next;

  /** Two Gram matrices of positive vectors, as of images, a little apart. */
  @Setup
  public void start() {
    Random random = new Random(1);
    int d = 2 * size;
    double[] x = random.doubles((long) size * d).toArray();
    double[] moved = x.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] *= 1 + 1e-3 * random.nextGaussian();
    }
    matrices = new double[][] {gram(x, d), gram(moved, d)};
    top = new TopEigenvalue(size);
  }

  private double[] gram(double[] x, int d) {
    double[] gram = new double[size * size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        for (int k = 0; k < d; k++) {
          gram[i * size + j] += x[i * d + k] * x[j * d + k];
        }
      }
    }
    return gram;
  }

  /** The eigenvalue after a step. */
  @Benchmark
  public double lanczos() {
    next ^= 1;
    return top.of(matrices[next]);
  }
}
