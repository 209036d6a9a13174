package io.trebuchet.physics.quadratic;

/**
 * In plain Java: two maps that the JIT compiles to vectors, then sums of four lanes at a time, for
 * which there are registers.
 */
final class PlainEigenbasisLoop implements EigenbasisLoop {
  @Override
  public boolean pays() {
    return true;
  }

  @Override
  public void scaleAndSum(
      double[] a, double[] lambda, double rate, double[] squared, double[] sums) {
    for (int i = 0; i < a.length; i++) {
      a[i] *= Math.fma(-rate, lambda[i], 1);
    }
    for (int i = 0; i < a.length; i++) {
      squared[i] = a[i] * a[i];
    }
    int quarter = EigenbasisLoop.quarter(a.length);
    for (int k = 0; k < 4; k++) {
      sum(squared, lambda, k * quarter, (k + 1) * quarter, sums, 4 * k);
    }
    for (int i = 4 * quarter; i < a.length; i++) {
      EigenbasisLoop.add(squared[i], lambda[i], sums, i - 4 * quarter);
    }
  }

  private static void sum(
      double[] squared, double[] lambda, int from, int to, double[] sums, int lane) {
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
    for (int i = from; i < to; i += 4) {
      double q0 = squared[i];
      double q1 = squared[i + 1];
      double q2 = squared[i + 2];
      double q3 = squared[i + 3];
      double m0 = lambda[i] * q0;
      double m1 = lambda[i + 1] * q1;
      double m2 = lambda[i + 2] * q2;
      double m3 = lambda[i + 3] * q3;
      n0 += q0;
      n1 += q1;
      n2 += q2;
      n3 += q3;
      f0 += m0;
      f1 += m1;
      f2 += m2;
      f3 += m3;
      s0 = Math.fma(lambda[i], m0, s0);
      s1 = Math.fma(lambda[i + 1], m1, s1);
      s2 = Math.fma(lambda[i + 2], m2, s2);
      s3 = Math.fma(lambda[i + 3], m3, s3);
    }
    sums[lane] = n0;
    sums[lane + 1] = n1;
    sums[lane + 2] = n2;
    sums[lane + 3] = n3;
    int first = LANES + lane;
    sums[first] = f0;
    sums[first + 1] = f1;
    sums[first + 2] = f2;
    sums[first + 3] = f3;
    int second = 2 * LANES + lane;
    sums[second] = s0;
    sums[second + 1] = s1;
    sums[second + 2] = s2;
    sums[second + 3] = s3;
  }
}
