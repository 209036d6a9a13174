package io.trebuchet.physics.quadratic;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.Observed;
import io.trebuchet.physics.linalg.VectorLoops;
import io.trebuchet.physics.training.Outputs;
import java.util.Arrays;
import java.util.List;

/**
 * z_α = φ_αᵀθ + ½ζ θᵀψ_αθ, (182), with every ψ_α held: for trainings that leave no smaller space,
 * so that a step costs D products of ψ_α and a vector.
 */
final class QuadraticOutputs implements Outputs {
  private final int points;
  private final int psiSize;
  private final int size;
  private final double zeta;
  private final double[][] psi;
  private final double[][] rows;
  private final double[] z;
  private final double[] image;
  private double[] direction = new double[0];

  /**
   * On some points.
   *
   * @param rows φ_α behind n_ψ places: n numbers each, which become those of J
   */
  private QuadraticOutputs(int psiSize, double zeta, double[][] psi, double[][] rows) {
    points = rows.length;
    size = rows[0].length;
    this.psiSize = psiSize;
    this.zeta = zeta;
    this.psi = psi;
    this.rows = rows;
    z = new double[points];
    image = new double[psiSize];
  }

  static QuadraticOutputs of(QuadraticFeatures features, Dataset data, double zeta) {
    int psiSize = features.psiSize();
    int phiSize = features.phiSize();
    double[] phi = features.phi(data);
    double[][] psi = new double[data.size()][psiSize * psiSize];
    double[][] rows = new double[data.size()][psiSize + phiSize];
    for (int alpha = 0; alpha < data.size(); alpha++) {
      features.psi(data.inputs(), alpha * data.dimension(), psi[alpha]);
      System.arraycopy(phi, alpha * phiSize, rows[alpha], psiSize, phiSize);
    }
    return new QuadraticOutputs(psiSize, zeta, psi, rows);
  }

  @Override
  public int weights() {
    return size;
  }

  @Override
  public int points() {
    return points;
  }

  @Override
  public int outputs() {
    return 1;
  }

  @Override
  public List<Observed.Layer> layers() {
    return psiSize == size
        ? List.of(new Observed.Layer("θ", 0, size))
        : List.of(
            new Observed.Layer("θ_psi", 0, psiSize), new Observed.Layer("θ_phi", psiSize, size));
  }

  /** image ← ψ_α v. */
  private void turn(int alpha, double[] v) {
    Arrays.fill(image, 0);
    for (int j = 0; j < psiSize; j++) {
      double factor = v[j];
      int column = j * psiSize;
      for (int i = 0; i < psiSize; i++) {
        image[i] += psi[alpha][column + i] * factor;
      }
    }
  }

  @Override
  public double[] at(double[] weights) {
    for (int alpha = 0; alpha < points; alpha++) {
      turn(alpha, weights);
      double[] row = rows[alpha];
      double half = 0;
      for (int i = 0; i < psiSize; i++) {
        row[i] = zeta * image[i];
        half += row[i] * weights[i];
      }
      double linear = 0;
      for (int i = psiSize; i < size; i++) {
        linear += row[i] * weights[i];
      }
      z[alpha] = half / 2 + linear;
    }
    return z;
  }

  @Override
  public void kernel(double[] into) {
    for (int a = 0; a < points; a++) {
      for (int b = 0; b <= a; b++) {
        double entry = VectorLoops.dot(rows[a], rows[b], size);
        into[a * points + b] = entry;
        into[b * points + a] = entry;
      }
    }
  }

  @Override
  public void pullBack(double[] slopes, double[] into) {
    Arrays.fill(into, 0);
    for (int alpha = 0; alpha < points; alpha++) {
      VectorLoops.add(into, size, rows[alpha], slopes[alpha]);
    }
  }

  @Override
  public void pushForward(double[] v, double[] into) {
    direction = v;
    for (int alpha = 0; alpha < points; alpha++) {
      into[alpha] = VectorLoops.dot(rows[alpha], v, size);
    }
  }

  @Override
  public void pullBackAlong(double[] slopes, double[] along, double[] into) {
    pullBack(along, into);
    for (int alpha = 0; alpha < points; alpha++) {
      turn(alpha, direction);
      VectorLoops.add(into, psiSize, image, zeta * slopes[alpha]);
    }
  }

  @Override
  public void bend(double[] v, double[] w, double[] into) {
    for (int alpha = 0; alpha < points; alpha++) {
      turn(alpha, w);
      into[alpha] = zeta * VectorLoops.dot(image, v, psiSize);
    }
  }

  @Override
  public void close() {}
}
