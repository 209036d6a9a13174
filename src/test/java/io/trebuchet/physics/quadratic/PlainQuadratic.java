package io.trebuchet.physics.quadratic;

import io.trebuchet.physics.Dataset;
import java.util.Arrays;

/** A quadratic model as the paper writes it (182), in plain loops over dense ψ_α and φ_α. */
final class PlainQuadratic {
  final int psiSize;
  final int size;
  final double zeta;
  final double[] y;
  final double[][][] psi;
  final double[][] phi;
  final double[] theta;

  PlainQuadratic(QuadraticFeatures features, Dataset data, double zeta, double[] theta) {
    psiSize = features.psiSize();
    size = data.size();
    this.zeta = zeta;
    this.y = data.labels();
    this.theta = theta.clone();
    psi = new double[size][psiSize][psiSize];
    phi = new double[size][features.phiSize()];
    for (int alpha = 0; alpha < size; alpha++) {
      for (int i = 0; i < psiSize; i++) {
        for (int j = 0; j < psiSize; j++) {
          double sum = 0;
          for (int k = 0; k < data.dimension(); k++) {
            sum += data.input(alpha, k) * features.w(k)[i * psiSize + j];
          }
          psi[alpha][i][j] = features.g() == Nonlinearity.TANH ? StrictMath.tanh(sum) : sum;
        }
      }
      for (int mu = 0; mu < features.phiSize(); mu++) {
        for (int k = 0; k < data.dimension(); k++) {
          phi[alpha][mu] += features.u()[mu * data.dimension() + k] * data.input(alpha, k);
        }
      }
    }
  }

  static double dot(double[] u, double[] v) {
    double sum = 0;
    for (int i = 0; i < u.length; i++) {
      sum += u[i] * v[i];
    }
    return sum;
  }

  /** ψ_α v. */
  double[] psiTimes(int alpha, double[] v) {
    double[] out = new double[psiSize];
    for (int i = 0; i < psiSize; i++) {
      for (int j = 0; j < psiSize; j++) {
        out[i] += psi[alpha][i][j] * v[j];
      }
    }
    return out;
  }

  private double[] psiPart() {
    return Arrays.copyOf(theta, psiSize);
  }

  double[] psiTheta(int alpha) {
    return psiTimes(alpha, psiPart());
  }

  double linear(int alpha) {
    double sum = 0;
    for (int mu = 0; mu < phi[alpha].length; mu++) {
      sum += phi[alpha][mu] * theta[psiSize + mu];
    }
    return sum;
  }

  double output(int alpha) {
    return linear(alpha) + 0.5 * zeta * dot(psiPart(), psiTheta(alpha));
  }

  double[] residuals() {
    double[] e = new double[size];
    for (int alpha = 0; alpha < size; alpha++) {
      e[alpha] = output(alpha) - y[alpha];
    }
    return e;
  }

  double loss() {
    double[] e = residuals();
    return dot(e, e) / (2 * size);
  }

  double normSq() {
    return dot(theta, theta);
  }

  /** ∂z_α/∂θ. */
  double[] gradient(int alpha) {
    double[] gradient = new double[theta.length];
    double[] image = psiTheta(alpha);
    for (int i = 0; i < psiSize; i++) {
      gradient[i] = zeta * image[i];
    }
    System.arraycopy(phi[alpha], 0, gradient, psiSize, phi[alpha].length);
    return gradient;
  }

  /** The Gram matrix of explicit gradients (4). */
  double[] kernel() {
    double[] kernel = new double[size * size];
    for (int alpha = 0; alpha < size; alpha++) {
      for (int beta = 0; beta < size; beta++) {
        kernel[alpha * size + beta] = dot(gradient(alpha), gradient(beta)) / size;
      }
    }
    return kernel;
  }

  double[] lossGradient() {
    double[] sum = new double[theta.length];
    double[] e = residuals();
    for (int alpha = 0; alpha < size; alpha++) {
      double[] gradient = gradient(alpha);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += e[alpha] * gradient[i] / size;
      }
    }
    return sum;
  }

  void advance(double eta) {
    double[] gradient = lossGradient();
    for (int i = 0; i < theta.length; i++) {
      theta[i] -= eta * gradient[i];
    }
  }
}
