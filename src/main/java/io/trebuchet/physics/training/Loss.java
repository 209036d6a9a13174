package io.trebuchet.physics.training;

import io.trebuchet.physics.Logistic;
import java.util.Locale;

/**
 * A loss of K outputs z at one point with labels y: its value ℓ, its slope ∂ℓ/∂z, and its curvature
 * C = ∂²ℓ/∂z² = BBᵀ (K×K, positive semi-definite). L is the mean of ℓ over the points,
 * docs/physics.md, "Losses".
 */
public enum Loss {
  /** ℓ = ½|z − y|²; C = I. */
  SQUARED {
    @Override
    double value(double[] z, double[] y, int at, int outputs) {
      double sum = 0;
      for (int k = at; k < at + outputs; k++) {
        sum += (z[k] - y[k]) * (z[k] - y[k]);
      }
      return sum / 2;
    }

    @Override
    void slope(double[] z, double[] y, int at, int outputs, double[] into) {
      for (int k = at; k < at + outputs; k++) {
        into[k] = z[k] - y[k];
      }
    }

    @Override
    void factor(double[] z, double[] y, int at, int outputs, double[] into) {
      for (int k = 0; k < outputs; k++) {
        for (int j = 0; j < outputs; j++) {
          into[(at + k) * outputs + j] = k == j ? 1 : 0;
        }
      }
    }
  },

  /** ℓ = Σ_k log(1 + e^{−y_k z_k}), labels ±1; C = diag(y²σ(yz)σ(−yz)). */
  LOGISTIC {
    @Override
    double value(double[] z, double[] y, int at, int outputs) {
      double sum = 0;
      for (int k = at; k < at + outputs; k++) {
        double margin = y[k] * z[k];
        // log(1 + e^{−m}) without overflow.
        sum += Math.max(-margin, 0) + Math.log1p(Math.exp(-Math.abs(margin)));
      }
      return sum;
    }

    @Override
    void slope(double[] z, double[] y, int at, int outputs, double[] into) {
      for (int k = at; k < at + outputs; k++) {
        into[k] = -y[k] * Logistic.of(-y[k] * z[k]);
      }
    }

    @Override
    void factor(double[] z, double[] y, int at, int outputs, double[] into) {
      for (int k = 0; k < outputs; k++) {
        double margin = y[at + k] * z[at + k];
        for (int j = 0; j < outputs; j++) {
          into[(at + k) * outputs + j] =
              k == j
                  ? Math.abs(y[at + k]) * Math.sqrt(Logistic.of(margin) * Logistic.of(-margin))
                  : 0;
        }
      }
    }
  },

  /**
   * ℓ = −Σ_k y_k log p_k with p = softmax(z), labels that sum to 1 such as one-hot ones; C =
   * diag(p) − ppᵀ, and B = diag(√p) − p√pᵀ.
   */
  CROSS_ENTROPY {
    @Override
    double value(double[] z, double[] y, int at, int outputs) {
      double most = largest(z, at, outputs);
      double sum = 0;
      double along = 0;
      double total = 0;
      for (int k = at; k < at + outputs; k++) {
        sum += Math.exp(z[k] - most);
        along += y[k] * (z[k] - most);
        total += y[k];
      }
      return total * Math.log(sum) - along;
    }

    @Override
    void slope(double[] z, double[] y, int at, int outputs, double[] into) {
      double total = 0;
      for (int k = at; k < at + outputs; k++) {
        total += y[k];
      }
      softmax(z, at, outputs, into, at);
      for (int k = at; k < at + outputs; k++) {
        into[k] = total * into[k] - y[k];
      }
    }

    @Override
    void factor(double[] z, double[] y, int at, int outputs, double[] into) {
      double[] p = new double[outputs];
      softmax(z, at, outputs, p, 0);
      for (int k = 0; k < outputs; k++) {
        for (int j = 0; j < outputs; j++) {
          double root = Math.sqrt(p[j]);
          into[(at + k) * outputs + j] = (k == j ? root : 0) - p[k] * root;
        }
      }
    }
  };

  /** Whether C = I whatever the outputs, so that the NTK is the Gauss–Newton matrix. */
  public boolean flat() {
    return this == SQUARED;
  }

  /** ℓ of the point whose K outputs and labels begin at {@code at}. */
  abstract double value(double[] z, double[] y, int at, int outputs);

  /** ∂ℓ/∂z of that point, to the same place of {@code into}. */
  abstract void slope(double[] z, double[] y, int at, int outputs, double[] into);

  /** B of that point, K×K, one row after another, to its place among those of all points. */
  abstract void factor(double[] z, double[] y, int at, int outputs, double[] into);

  /**
   * Complains of labels that the loss is not defined for.
   *
   * @param labels of all points, K each
   * @throws IllegalArgumentException with what they have to be
   */
  void check(double[] labels, int outputs) {
    switch (this) {
      case SQUARED -> {}
      case LOGISTIC -> {
        for (double y : labels) {
          if (Math.abs(y) != 1) {
            throw new IllegalArgumentException(
                "training.loss = logistic needs labels −1 and 1, but one is " + y);
          }
        }
      }
      case CROSS_ENTROPY -> checkShares(labels, outputs);
    }
  }

  private static void checkShares(double[] labels, int outputs) {
    if (outputs < 2) {
      throw new IllegalArgumentException(
          "training.loss = cross-entropy needs two outputs or more, one for each class, and as many"
              + " labels a point: with one output logistic is meant");
    }
    for (int at = 0; at < labels.length; at += outputs) {
      double sum = 0;
      double least = 0;
      for (int k = at; k < at + outputs; k++) {
        sum += labels[k];
        least = Math.min(least, labels[k]);
      }
      if (least < 0 || Math.abs(sum - 1) > 1e-9) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "training.loss = cross-entropy needs labels that are 0 but for a 1 at the class, or"
                    + " shares that sum to 1, but those of point %d sum to %s",
                at / outputs,
                sum));
      }
    }
  }

  private static double largest(double[] z, int at, int outputs) {
    double most = z[at];
    for (int k = at + 1; k < at + outputs; k++) {
      most = Math.max(most, z[k]);
    }
    return most;
  }

  private static void softmax(double[] z, int at, int outputs, double[] into, int to) {
    double most = largest(z, at, outputs);
    double sum = 0;
    for (int k = 0; k < outputs; k++) {
      into[to + k] = Math.exp(z[at + k] - most);
      sum += into[to + k];
    }
    for (int k = 0; k < outputs; k++) {
      into[to + k] /= sum;
    }
  }
}
