package io.trebuchet.physics.net;

import io.trebuchet.physics.ObservedCopy;
import java.util.List;

/** A state of a {@link LineDescent}. */
final class LineState extends ObservedCopy {
  private final LineProblem problem;
  private final double[] u;
  private final double[] v;

  LineState(
      LineProblem problem,
      double[] weights,
      double[] u,
      double[] v,
      double[] residuals,
      double[] kernel) {
    super(weights, residuals, kernel);
    this.problem = problem;
    this.u = u;
    this.v = v;
  }

  @Override
  public List<Layer> layers() {
    int first = weights.length - v.length;
    return List.of(new Layer("U", 0, first), new Layer("v", first, weights.length));
  }

  @Override
  public double[] hessianTimes(double[] direction) {
    int n = v.length;
    double[] axis = problem.direction;
    int d = axis.length;
    double[] out = new double[weights.length];
    double root = Math.sqrt(n);
    double[] t = problem.positions;
    double[] du = new double[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < d; j++) {
        du[i] += direction[i * d + j] * axis[j];
      }
    }
    double[] outU = new double[n];
    for (int point = 0; point < t.length; point++) {
      double change = 0;
      for (int i = 0; i < n; i++) {
        double slope = slope(t[point] * u[i]) * t[point];
        change += slope * (direction[n * d + i] * u[i] + v[i] * du[i]);
      }
      change /= root;
      for (int i = 0; i < n; i++) {
        double slope = slope(t[point] * u[i]) * t[point] / (root * t.length);
        outU[i] += slope * (change * v[i] + residuals[point] * direction[n * d + i]);
        out[n * d + i] += slope * (change * u[i] + residuals[point] * du[i]);
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < d; j++) {
        out[i * d + j] = outU[i] * axis[j];
      }
    }
    return out;
  }

  private double slope(double p) {
    Slopes slopes = problem.slopes;
    return p > 0 ? slopes.plus() : p < 0 ? slopes.minus() : slopes.atZero();
  }

  @Override
  public boolean[][] active(int layer) {
    double[] t = problem.positions;
    boolean[][] active = new boolean[t.length][v.length];
    for (int point = 0; point < t.length; point++) {
      for (int i = 0; i < v.length; i++) {
        active[point][i] = t[point] * u[i] > 0;
      }
    }
    return active;
  }

  @Override
  public int hiddenLayers() {
    return 1;
  }
}
