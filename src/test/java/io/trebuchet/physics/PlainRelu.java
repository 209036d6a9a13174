package io.trebuchet.physics;

/**
 * The ReLU net with one hidden layer, written out from its definition with explicit weights and
 * per-sample gradients: slow, and shares nothing with the kernel it checks.
 */
final class PlainRelu {
  final int width;
  final Dataset data;
  final double[] theta;

  /** Weights U row by row, then v; copied. */
  PlainRelu(int width, Dataset data, double[] theta) {
    this.width = width;
    this.data = data;
    this.theta = theta.clone();
  }

  private double preActivation(Dataset points, int alpha, int unit) {
    int d = points.dimension();
    double sum = 0;
    for (int i = 0; i < d; i++) {
      sum += theta[unit * d + i] * points.input(alpha, i);
    }
    return sum;
  }

  double output(Dataset points, int alpha) {
    int d = points.dimension();
    double sum = 0;
    for (int unit = 0; unit < width; unit++) {
      double p = preActivation(points, alpha, unit);
      if (p > 0) {
        sum += theta[width * d + unit] * p;
      }
    }
    return sum / Math.sqrt(width);
  }

  double error(int alpha) {
    return output(data, alpha) - data.labels()[alpha];
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

  double sparsity() {
    int zero = 0;
    for (int alpha = 0; alpha < data.size(); alpha++) {
      for (int unit = 0; unit < width; unit++) {
        if (!(preActivation(data, alpha, unit) > 0)) {
          zero++;
        }
      }
    }
    return (double) zero / ((double) width * data.size());
  }

  /** ∂z_α/∂θ. */
  double[] gradient(int alpha) {
    int d = data.dimension();
    double[] gradient = new double[theta.length];
    for (int unit = 0; unit < width; unit++) {
      double p = preActivation(data, alpha, unit);
      if (p > 0) {
        for (int i = 0; i < d; i++) {
          gradient[unit * d + i] =
              theta[width * d + unit] * data.input(alpha, i) / Math.sqrt(width);
        }
        gradient[width * d + unit] = p / Math.sqrt(width);
      }
    }
    return gradient;
  }

  /** H_αβ = (1/D) ∂z_α/∂θ · ∂z_β/∂θ, paper (4), from the gradients. */
  double[] kernel() {
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
    int size = data.size();
    double[] step = new double[theta.length];
    for (int alpha = 0; alpha < size; alpha++) {
      double[] gradient = gradient(alpha);
      double error = error(alpha);
      for (int i = 0; i < theta.length; i++) {
        step[i] += error * gradient[i];
      }
    }
    for (int i = 0; i < theta.length; i++) {
      theta[i] -= learningRate / size * step[i];
    }
  }
}
