package io.trebuchet.physics.net;

import io.trebuchet.physics.Dataset;

/**
 * A homogeneous net of any depth, written out from its definition with explicit weights and
 * per-sample gradients: slow, and shares nothing with the code it checks.
 */
public final class PlainNet {
  public final Net net;
  final int width;
  public final Dataset data;
  public final double[] theta;

  /** Weights U row by row, W_1 …, then v; copied. */
  public PlainNet(Net net, Dataset data, double[] theta) {
    this.net = net;
    this.width = net.width();
    this.data = data;
    this.theta = theta.clone();
  }

  private double sigma(double p) {
    return p > 0 ? net.slopes().plus() * p : net.slopes().minus() * p;
  }

  double slope(double p) {
    Slopes slopes = net.slopes();
    return p > 0 ? slopes.plus() : p < 0 ? slopes.minus() : slopes.atZero();
  }

  /** Index of the weight matrix that feeds layer {@code l}; layer k + 1 is the output. */
  private int offset(int l) {
    int d = data.dimension();
    int k = net.extraLayers();
    if (l == 0) {
      return 0;
    }
    // W_k comes first after U, and W_1 last.
    int block = l > k ? k : k - l;
    return width * d + block * width * width;
  }

  /** Pre-activations of all hidden layers for one point. */
  public double[][] preActivations(Dataset points, int alpha) {
    int k = net.extraLayers();
    double[][] p = new double[k + 1][width];
    for (int l = 0; l <= k; l++) {
      int inner = l == 0 ? points.dimension() : width;
      for (int i = 0; i < width; i++) {
        for (int j = 0; j < inner; j++) {
          double below = l == 0 ? points.input(alpha, j) : sigma(p[l - 1][j]);
          p[l][i] += theta[offset(l) + i * inner + j] * below;
        }
      }
    }
    return p;
  }

  private double scale() {
    return 1 / Math.pow(Math.sqrt(width), net.extraLayers() + 1);
  }

  public double output(Dataset points, int alpha) {
    int k = net.extraLayers();
    double[] p = preActivations(points, alpha)[k];
    double sum = 0;
    for (int unit = 0; unit < width; unit++) {
      sum += theta[offset(k + 1) + unit] * sigma(p[unit]);
    }
    return scale() * sum;
  }

  public double error(int alpha) {
    return output(data, alpha) - data.labels()[alpha];
  }

  double loss() {
    return loss(data);
  }

  double loss(Dataset points) {
    double sum = 0;
    for (int alpha = 0; alpha < points.size(); alpha++) {
      double error = output(points, alpha) - points.labels()[alpha];
      sum += error * error;
    }
    return sum / (2.0 * points.size());
  }

  double accuracy(Dataset points) {
    int right = 0;
    for (int alpha = 0; alpha < points.size(); alpha++) {
      if (Math.signum(output(points, alpha)) == Math.signum(points.labels()[alpha])) {
        right++;
      }
    }
    return (double) right / points.size();
  }

  double weightNormSq() {
    double sum = 0;
    for (double x : theta) {
      sum += x * x;
    }
    return sum;
  }

  /** Fraction of the units of a layer whose pre-activation is not positive. */
  double sparsity(int layer) {
    int zero = 0;
    for (int alpha = 0; alpha < data.size(); alpha++) {
      for (double p : preActivations(data, alpha)[layer]) {
        if (!(p > 0)) {
          zero++;
        }
      }
    }
    return (double) zero / ((double) width * data.size());
  }

  /** ∂z_α/∂θ. */
  public double[] gradient(int alpha) {
    int d = data.dimension();
    int k = net.extraLayers();
    double[] gradient = new double[theta.length];
    double[][] p = preActivations(data, alpha);
    double[] above = new double[width];
    for (int i = 0; i < width; i++) {
      above[i] = scale() * theta[offset(k + 1) + i];
      gradient[offset(k + 1) + i] = scale() * sigma(p[k][i]);
    }
    for (int l = k; l >= 0; l--) {
      int inner = l == 0 ? d : width;
      double[] below = new double[inner];
      for (int i = 0; i < width; i++) {
        double delta = above[i] * slope(p[l][i]);
        for (int j = 0; j < inner; j++) {
          double input = l == 0 ? data.input(alpha, j) : sigma(p[l - 1][j]);
          gradient[offset(l) + i * inner + j] = delta * input;
          below[j] += delta * theta[offset(l) + i * inner + j];
        }
      }
      above = below;
    }
    return gradient;
  }

  /** ∂L/∂θ. */
  public double[] lossGradient() {
    double[] sum = new double[theta.length];
    for (int alpha = 0; alpha < data.size(); alpha++) {
      double[] gradient = gradient(alpha);
      double error = error(alpha);
      for (int i = 0; i < theta.length; i++) {
        sum[i] += error * gradient[i] / data.size();
      }
    }
    return sum;
  }

  /** H_αβ = (1/D) ∂z_α/∂θ · ∂z_β/∂θ, paper (4), from the gradients. */
  public double[] kernel() {
    int size = data.size();
    double[][] gradients = new double[size][];
    for (int alpha = 0; alpha < size; alpha++) {
      gradients[alpha] = gradient(alpha);
    }
    double[] kernel = new double[size * size];
    for (int alpha = 0; alpha < size; alpha++) {
      for (int beta = 0; beta < size; beta++) {
        double sum = 0;
        for (int i = 0; i < theta.length; i++) {
          sum += gradients[alpha][i] * gradients[beta][i];
        }
        kernel[alpha * size + beta] = sum / size;
      }
    }
    return kernel;
  }

  /** One update, paper (3). */
  void advance(double learningRate) {
    double[] gradient = lossGradient();
    for (int i = 0; i < theta.length; i++) {
      theta[i] -= learningRate * gradient[i];
    }
  }
}
