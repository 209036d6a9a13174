package io.trebuchet.physics.quadratic;

import io.trebuchet.physics.Observed;
import io.trebuchet.physics.linalg.VectorLoops;
import io.trebuchet.physics.training.JacobianRows;
import java.util.Arrays;
import java.util.List;

/**
 * z_α = φ_αᵀθ + ½ζ θᵀψ_αθ, (182), with every ψ_α held: for trainings that leave no smaller space,
 * so that a step costs D products of ψ_α and a vector.
 */
final class QuadraticOutputs extends JacobianRows {
  private final QuadraticPoints points;
  private final int psiSize;
  private final double zeta;
  private final double[] image;

  private QuadraticOutputs(QuadraticPoints points, double zeta) {
    super(points.rows());
    this.points = points;
    this.zeta = zeta;
    psiSize = points.psiSize();
    image = new double[psiSize];
  }

  static QuadraticOutputs of(QuadraticPoints points, double zeta) {
    return new QuadraticOutputs(points, zeta);
  }

  @Override
  public List<Observed.Layer> layers() {
    int size = weights();
    return psiSize == size
        ? List.of(new Observed.Layer("θ", 0, size))
        : List.of(
            new Observed.Layer("θ_psi", 0, psiSize), new Observed.Layer("θ_phi", psiSize, size));
  }

  /** image ← ψ_α v. */
  private void turn(int alpha, double[] v) {
    double[] psi = points.psi(alpha);
    Arrays.fill(image, 0);
    for (int j = 0; j < psiSize; j++) {
      double factor = v[j];
      int column = j * psiSize;
      for (int i = 0; i < psiSize; i++) {
        image[i] += psi[column + i] * factor;
      }
    }
  }

  @Override
  public double[] at(double[] weights) {
    for (int alpha = 0; alpha < rows.length; alpha++) {
      turn(alpha, weights);
      double[] row = rows[alpha];
      double half = 0;
      for (int i = 0; i < psiSize; i++) {
        row[i] = zeta * image[i];
        half += row[i] * weights[i];
      }
      double linear = 0;
      for (int i = psiSize; i < row.length; i++) {
        linear += row[i] * weights[i];
      }
      z[alpha] = half / 2 + linear;
    }
    return z;
  }

  @Override
  public void pullBackAlong(double[] slopes, double[] along, double[] into) {
    pullBack(along, into);
    for (int alpha = 0; alpha < rows.length; alpha++) {
      turn(alpha, direction);
      VectorLoops.add(into, psiSize, image, zeta * slopes[alpha]);
    }
  }

  @Override
  public void bend(double[] v, double[] w, double[] into) {
    for (int alpha = 0; alpha < rows.length; alpha++) {
      turn(alpha, w);
      into[alpha] = zeta * VectorLoops.dot(image, v, psiSize);
    }
  }
}
