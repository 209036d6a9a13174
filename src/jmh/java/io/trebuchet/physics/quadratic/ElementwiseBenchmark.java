package io.trebuchet.physics.quadratic;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
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

/**
 * The two kinds of loops over entries, as plain Java and by hand with vectors: a map (ReLU and its
 * derivative times a weight) and a fused pass with sums (the eigenbasis step).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class ElementwiseBenchmark {
  private static final VectorSpecies<Double> LANES = DoubleVector.SPECIES_PREFERRED;

  private static final EigenbasisLoop PLAIN = new PlainEigenbasisLoop();

  private static final int ROW = 128;

  /** Entries. */
  @Param({"1024"})
  public int length;

  private double[] p;
  private double[] v;
  private double[] s;
  private double[] m;
  private double[] lambda;
  private double[] a;
  private double[][] rowsOfA;
  private double[][] rowsOfLambda;
  private double rate = 1e-12;
  private final double[] sums = new double[3 * EigenbasisLoop.LANES];
  private final double[] norms = new double[ROW];
  private final double[] firsts = new double[ROW];
  private final double[] seconds = new double[ROW];

  /** Random entries of both signs. */
  @Setup
  public void start() {
    Random random = new Random(1);
    p = random.doubles(length, -1, 1).toArray();
    v = random.doubles(length, -1, 1).toArray();
    lambda = random.doubles(length, -2, 2).toArray();
    a = random.doubles(length, -1, 1).toArray();
    s = new double[length];
    m = new double[length];
    rowsOfA = rows(a);
    rowsOfLambda = rows(lambda);
  }

  private double[][] rows(double[] values) {
    double[][] rows = new double[length / ROW][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(values, i * ROW, (i + 1) * ROW);
    }
    return rows;
  }

  /** S = max(P, 0), M = v where P > 0. */
  @Benchmark
  public double[] reluPlain() {
    for (int i = 0; i < length; i++) {
      s[i] = Math.max(p[i], 0.0);
      m[i] = p[i] > 0 ? v[i] : 0.0;
    }
    return m;
  }

  /** The same without a condition, which the compiler turns into vectors. */
  @Benchmark
  public double[] reluSigns() {
    for (int i = 0; i < length; i++) {
      double on = Math.max(p[i], 0.0);
      s[i] = on;
      m[i] = Math.signum(on) * v[i];
    }
    return m;
  }

  /** The same with vectors. */
  @Benchmark
  public double[] reluVector() {
    for (int i = 0; i < LANES.loopBound(length); i += LANES.length()) {
      DoubleVector pre = DoubleVector.fromArray(LANES, p, i);
      VectorMask<Double> on = pre.compare(VectorOperators.GT, 0.0);
      pre.max(0.0).intoArray(s, i);
      DoubleVector.zero(LANES).blend(DoubleVector.fromArray(LANES, v, i), on).intoArray(m, i);
    }
    return m;
  }

  /** a ← a (1 − rate λ) and three sums, as trials do it in plain Java. */
  @Benchmark
  public double eigenbasisPlain() {
    return pass(PLAIN);
  }

  private double pass(EigenbasisLoop loop) {
    loop.scaleAndSum(a, lambda, rate, s, sums);
    return EigenbasisLoop.total(sums, 0)
        + EigenbasisLoop.total(sums, EigenbasisLoop.LANES)
        + EigenbasisLoop.total(sums, 2 * EigenbasisLoop.LANES);
  }

  /**
   * The same with a and λ in rows, and the sums in entries of a row: the compiler makes vectors of
   * loops whose arrays all have the same index.
   */
  @Benchmark
  public double eigenbasisRows() {
    Arrays.fill(norms, 0);
    Arrays.fill(firsts, 0);
    Arrays.fill(seconds, 0);
    for (int row = 0; row < rowsOfA.length; row++) {
      row(rowsOfA[row], rowsOfLambda[row], rate, norms, firsts, seconds);
    }
    double sum = 0;
    for (int j = 0; j < ROW; j++) {
      sum += norms[j] + firsts[j] + seconds[j];
    }
    return sum;
  }

  private static void row(
      double[] a, double[] lambda, double rate, double[] norms, double[] firsts, double[] seconds) {
    for (int j = 0; j < ROW; j++) {
      double l = lambda[j];
      double next = a[j] * (1 - rate * l);
      a[j] = next;
      double q = next * next;
      double m = l * q;
      norms[j] += q;
      firsts[j] += m;
      seconds[j] += l * m;
    }
  }

  /** The same with vectors, as trials do it where the JVM has their module. */
  @Benchmark
  public double eigenbasisVector() {
    return pass(EigenbasisLoop.fastest());
  }
}
