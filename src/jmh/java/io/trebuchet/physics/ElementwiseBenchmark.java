package io.trebuchet.physics;

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

  /** a ← a (1 − rate λ) and three sums, in four scalar lanes. */
  @Benchmark
  public double eigenbasisPlain() {
    double n0 = 0;
    double n1 = 0;
    double n2 = 0;
    double n3 = 0;
    double f0 = 0;
    double f1 = 0;
    double f2 = 0;
    double f3 = 0;
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    for (int i = 0; i + 3 < length; i += 4) {
      double l0 = lambda[i];
      double l1 = lambda[i + 1];
      double l2 = lambda[i + 2];
      double l3 = lambda[i + 3];
      double a0 = a[i] * (1 - rate * l0);
      double a1 = a[i + 1] * (1 - rate * l1);
      double a2 = a[i + 2] * (1 - rate * l2);
      double a3 = a[i + 3] * (1 - rate * l3);
      a[i] = a0;
      a[i + 1] = a1;
      a[i + 2] = a2;
      a[i + 3] = a3;
      double q0 = a0 * a0;
      double q1 = a1 * a1;
      double q2 = a2 * a2;
      double q3 = a3 * a3;
      n0 += q0;
      n1 += q1;
      n2 += q2;
      n3 += q3;
      double m0 = l0 * q0;
      double m1 = l1 * q1;
      double m2 = l2 * q2;
      double m3 = l3 * q3;
      f0 += m0;
      f1 += m1;
      f2 += m2;
      f3 += m3;
      s0 += l0 * m0;
      s1 += l1 * m1;
      s2 += l2 * m2;
      s3 += l3 * m3;
    }
    return n0 + n1 + n2 + n3 + f0 + f1 + f2 + f3 + s0 + s1 + s2 + s3;
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

  /** The same with vectors, two of them for each sum. */
  @Benchmark
  public double eigenbasisVector() {
    int step = LANES.length();
    DoubleVector n0 = DoubleVector.zero(LANES);
    DoubleVector n1 = n0;
    DoubleVector f0 = n0;
    DoubleVector f1 = n0;
    DoubleVector s0 = n0;
    DoubleVector s1 = n0;
    for (int i = 0; i + 2 * step <= length; i += 2 * step) {
      DoubleVector l0 = DoubleVector.fromArray(LANES, lambda, i);
      DoubleVector l1 = DoubleVector.fromArray(LANES, lambda, i + step);
      DoubleVector a0 = DoubleVector.fromArray(LANES, a, i);
      DoubleVector a1 = DoubleVector.fromArray(LANES, a, i + step);
      a0 = a0.sub(a0.mul(l0).mul(rate));
      a1 = a1.sub(a1.mul(l1).mul(rate));
      a0.intoArray(a, i);
      a1.intoArray(a, i + step);
      DoubleVector q0 = a0.mul(a0);
      DoubleVector q1 = a1.mul(a1);
      n0 = n0.add(q0);
      n1 = n1.add(q1);
      DoubleVector m0 = l0.mul(q0);
      DoubleVector m1 = l1.mul(q1);
      f0 = f0.add(m0);
      f1 = f1.add(m1);
      s0 = s0.add(l0.mul(m0));
      s1 = s1.add(l1.mul(m1));
    }
    return n0.add(n1).add(f0).add(f1).add(s0).add(s1).reduceLanes(VectorOperators.ADD);
  }
}
