package io.trebuchet.physics.quadratic;

import io.trebuchet.physics.Dataset;

/** ψ_α and φ_α of some points, which trials share; read only. */
final class QuadraticPoints {
  private final double[][] psi;
  private final double[] phi;
  private final int psiSize;
  private final int phiSize;

  private QuadraticPoints(double[][] psi, double[] phi, int psiSize, int phiSize) {
    this.psi = psi;
    this.phi = phi;
    this.psiSize = psiSize;
    this.phiSize = phiSize;
  }

  static QuadraticPoints of(QuadraticFeatures features, Dataset data) {
    int psiSize = features.psiSize();
    double[][] psi = new double[data.size()][psiSize * psiSize];
    for (int alpha = 0; alpha < psi.length; alpha++) {
      features.psi(data.inputs(), alpha * data.dimension(), psi[alpha]);
    }
    return new QuadraticPoints(psi, features.phi(data), psiSize, features.phiSize());
  }

  /** n_ψ. */
  int psiSize() {
    return psiSize;
  }

  /** ψ_α, n_ψ×n_ψ. */
  double[] psi(int alpha) {
    return psi[alpha];
  }

  /** A new row of n for each point: zeros, then φ_α. */
  double[][] rows() {
    double[][] rows = new double[psi.length][psiSize + phiSize];
    for (int alpha = 0; alpha < rows.length; alpha++) {
      System.arraycopy(phi, alpha * phiSize, rows[alpha], psiSize, phiSize);
    }
    return rows;
  }
}
