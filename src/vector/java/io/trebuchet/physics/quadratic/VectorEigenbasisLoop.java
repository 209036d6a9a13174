package io.trebuchet.physics.quadratic;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** With the machine's vectors of four entries, one in each quarter. */
final class VectorEigenbasisLoop implements EigenbasisLoop {
  private static final VectorSpecies<Double> FOUR = DoubleVector.SPECIES_256;

  VectorEigenbasisLoop() {}

  @Override
  public boolean pays() {
    return DoubleVector.SPECIES_PREFERRED.length() >= FOUR.length();
  }

  @Override
  public void scaleAndSum(
      double[] a, double[] lambda, double rate, double[] squared, double[] sums) {
    DoubleVector one = DoubleVector.broadcast(FOUR, 1);
    DoubleVector minus = DoubleVector.broadcast(FOUR, -rate);
    DoubleVector n0 = DoubleVector.zero(FOUR);
    DoubleVector n1 = n0;
    DoubleVector n2 = n0;
    DoubleVector n3 = n0;
    DoubleVector f0 = n0;
    DoubleVector f1 = n0;
    DoubleVector f2 = n0;
    DoubleVector f3 = n0;
    DoubleVector s0 = n0;
    DoubleVector s1 = n0;
    DoubleVector s2 = n0;
    DoubleVector s3 = n0;
    int quarter = EigenbasisLoop.quarter(a.length);
    for (int i = 0; i < quarter; i += 4) {
      DoubleVector l0 = DoubleVector.fromArray(FOUR, lambda, i);
      DoubleVector a0 = DoubleVector.fromArray(FOUR, a, i).mul(minus.fma(l0, one));
      a0.intoArray(a, i);
      DoubleVector q0 = a0.mul(a0);
      DoubleVector m0 = l0.mul(q0);
      n0 = n0.add(q0);
      f0 = f0.add(m0);
      s0 = l0.fma(m0, s0);
      int second = i + quarter;
      DoubleVector l1 = DoubleVector.fromArray(FOUR, lambda, second);
      DoubleVector a1 = DoubleVector.fromArray(FOUR, a, second).mul(minus.fma(l1, one));
      a1.intoArray(a, second);
      DoubleVector q1 = a1.mul(a1);
      DoubleVector m1 = l1.mul(q1);
      n1 = n1.add(q1);
      f1 = f1.add(m1);
      s1 = l1.fma(m1, s1);
      int third = second + quarter;
      DoubleVector l2 = DoubleVector.fromArray(FOUR, lambda, third);
      DoubleVector a2 = DoubleVector.fromArray(FOUR, a, third).mul(minus.fma(l2, one));
      a2.intoArray(a, third);
      DoubleVector q2 = a2.mul(a2);
      DoubleVector m2 = l2.mul(q2);
      n2 = n2.add(q2);
      f2 = f2.add(m2);
      s2 = l2.fma(m2, s2);
      int fourth = third + quarter;
      DoubleVector l3 = DoubleVector.fromArray(FOUR, lambda, fourth);
      DoubleVector a3 = DoubleVector.fromArray(FOUR, a, fourth).mul(minus.fma(l3, one));
      a3.intoArray(a, fourth);
      DoubleVector q3 = a3.mul(a3);
      DoubleVector m3 = l3.mul(q3);
      n3 = n3.add(q3);
      f3 = f3.add(m3);
      s3 = l3.fma(m3, s3);
    }
    n0.intoArray(sums, 0);
    n1.intoArray(sums, 4);
    n2.intoArray(sums, 8);
    n3.intoArray(sums, 12);
    f0.intoArray(sums, LANES);
    f1.intoArray(sums, LANES + 4);
    f2.intoArray(sums, LANES + 8);
    f3.intoArray(sums, LANES + 12);
    s0.intoArray(sums, 2 * LANES);
    s1.intoArray(sums, 2 * LANES + 4);
    s2.intoArray(sums, 2 * LANES + 8);
    s3.intoArray(sums, 2 * LANES + 12);
    for (int i = 4 * quarter; i < a.length; i++) {
      a[i] *= Math.fma(-rate, lambda[i], 1);
      EigenbasisLoop.add(a[i] * a[i], lambda[i], sums, i - 4 * quarter);
    }
  }
}
