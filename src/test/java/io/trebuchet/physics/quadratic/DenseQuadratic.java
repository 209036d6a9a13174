package io.trebuchet.physics.quadratic;

import io.trebuchet.physics.SeededRandom;

/** The quadratic model as the paper writes it, ψ_α = x_α W with a dense W, in plain loops. */
final class DenseQuadratic {
  private final double[][] w;
  private final double zeta;
  private final double[] x;
  private final double[] y;
  private double[] theta;

  private DenseQuadratic(double[][] w, double[] theta, double zeta, double[] x, double[] y) {
    this.w = w;
    this.theta = theta;
    this.zeta = zeta;
    this.x = x;
    this.y = y;
  }

  /** W = qᵀ diag(λ) q and θ = qᵀa for a random orthogonal q. */
  static DenseQuadratic rotated(
      double[] lambda, double[] a, double zeta, double[] x, double[] y, SeededRandom random) {
    int n = lambda.length;
    double[][] q = orthogonal(n, random);
    double[][] w = new double[n][n];
    double[] theta = new double[n];
    for (int k = 0; k < n; k++) {
      for (int i = 0; i < n; i++) {
        theta[i] += q[k][i] * a[k];
        for (int j = 0; j < n; j++) {
          w[i][j] += q[k][i] * lambda[k] * q[k][j];
        }
      }
    }
    return new DenseQuadratic(w, theta, zeta, x, y);
  }

  /** Gram–Schmidt, twice, on Gaussian rows. */
  private static double[][] orthogonal(int n, SeededRandom random) {
    double[][] q = new double[n][];
    for (int k = 0; k < n; k++) {
      q[k] = random.gaussians(n);
      for (int pass = 0; pass < 2; pass++) {
        for (int j = 0; j < k; j++) {
          double dot = dot(q[k], q[j]);
          for (int i = 0; i < n; i++) {
            q[k][i] -= dot * q[j][i];
          }
        }
      }
      double norm = Math.sqrt(dot(q[k], q[k]));
      for (int i = 0; i < n; i++) {
        q[k][i] /= norm;
      }
    }
    return q;
  }

  private static double dot(double[] u, double[] v) {
    double sum = 0;
    for (int i = 0; i < u.length; i++) {
      sum += u[i] * v[i];
    }
    return sum;
  }

  private double[] wTheta() {
    double[] out = new double[theta.length];
    for (int i = 0; i < theta.length; i++) {
      out[i] = dot(w[i], theta);
    }
    return out;
  }

  private double[] residuals() {
    double s = 0.5 * zeta * dot(theta, wTheta());
    double[] e = new double[x.length];
    for (int alpha = 0; alpha < x.length; alpha++) {
      e[alpha] = x[alpha] * s - y[alpha];
    }
    return e;
  }

  double loss() {
    double[] e = residuals();
    return dot(e, e) / (2 * x.length);
  }

  double normSq() {
    return dot(theta, theta);
  }

  /** Top eigenvalue of the explicit NTK (4) by power iteration to rounding. */
  double lambdaMax() {
    double[] g = wTheta();
    double gg = zeta * zeta * dot(g, g) / x.length;
    double[] v = x.clone();
    double value = 0;
    for (int pass = 0; pass < 5; pass++) {
      double[] hv = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        for (int j = 0; j < x.length; j++) {
          hv[i] += gg * x[i] * x[j] * v[j];
        }
      }
      value = dot(v, hv) / dot(v, v);
      v = hv;
    }
    return value;
  }

  void advance(double eta) {
    double[] e = residuals();
    double[] g = wTheta();
    double[] next = theta.clone();
    for (int alpha = 0; alpha < x.length; alpha++) {
      for (int i = 0; i < theta.length; i++) {
        next[i] -= eta / x.length * e[alpha] * zeta * x[alpha] * g[i];
      }
    }
    theta = next;
  }
}
