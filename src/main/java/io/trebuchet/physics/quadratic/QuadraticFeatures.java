package io.trebuchet.physics.quadratic;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.Teacher;
import io.trebuchet.physics.linalg.VectorLoops;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The feature functions of a quadratic model, (184) and (185): φ(x) = U x and ψ(x) = g(Σ_i x_i
 * W^i), without the indices on which they are zero. Immutable; the arrays are shared.
 */
public final class QuadraticFeatures implements Teacher {
  private final Nonlinearity g;
  private final int psiSize;
  private final int phiSize;
  private final double[][] w;
  private final double[] u;

  private QuadraticFeatures(Nonlinearity g, int psiSize, int phiSize, double[][] w, double[] u) {
    this.g = g;
    this.psiSize = psiSize;
    this.phiSize = phiSize;
    this.w = w;
    this.u = u;
  }

  /**
   * Given features.
   *
   * @param w W^i, each n_ψ×n_ψ and symmetric, one for each of the d input dimensions
   * @param u U, n_φ×d: entry (μ, i) at {@code [μ·d + i]}
   */
  public static QuadraticFeatures of(
      Nonlinearity g, int psiSize, int phiSize, double[][] w, double[] u) {
    return new QuadraticFeatures(g, psiSize, phiSize, w, u);
  }

  /**
   * Those of the teacher of a sample, (190) and (191); null if it has none, or one of another kind.
   */
  static @Nullable QuadraticFeatures ofTeacher(Sample sample) {
    return sample.teacher() instanceof QuadraticFeatures features ? features : null;
  }

  /**
   * The student's features (190), (191): the first coordinates of each block.
   *
   * @throws IllegalArgumentException if the student is larger than the teacher
   */
  QuadraticFeatures first(int studentPsi, int studentPhi) {
    requireHolds(studentPsi, studentPhi);
    double[][] block = new double[w.length][studentPsi * studentPsi];
    for (int i = 0; i < w.length; i++) {
      for (int j = 0; j < studentPsi; j++) {
        System.arraycopy(w[i], j * psiSize, block[i], j * studentPsi, studentPsi);
      }
    }
    double[] rows = new double[studentPhi * w.length];
    System.arraycopy(u, 0, rows, 0, rows.length);
    return new QuadraticFeatures(g, studentPsi, studentPhi, block, rows);
  }

  /**
   * Complains of a student that is larger than the teacher.
   *
   * @throws IllegalArgumentException if so
   */
  void requireHolds(int studentPsi, int studentPhi) {
    if (studentPsi > psiSize || studentPhi > phiSize) {
      throw new IllegalArgumentException(
          String.format(
                  Locale.ROOT,
                  "a student of %d + %d weights cannot take its features from a teacher of %d +"
                      + " %d:",
                  studentPsi,
                  studentPhi,
                  psiSize,
                  phiSize)
              + " each part must be at most as large (model.n, model.n-psi, model.n-phi;"
              + " data.n-psi, data.n-phi)");
    }
  }

  @Override
  public int dimension() {
    return w.length;
  }

  /** n_ψ. */
  int psiSize() {
    return psiSize;
  }

  /** n_φ. */
  int phiSize() {
    return phiSize;
  }

  Nonlinearity g() {
    return g;
  }

  /** W^i; shared, read-only. */
  double[] w(int i) {
    return w[i];
  }

  /** U, n_φ×d; shared, read-only. */
  double[] u() {
    return u;
  }

  /** ψ(x) of the point at {@code inputs[at …]}, n_ψ×n_ψ. */
  void psi(double[] inputs, int at, double[] into) {
    Arrays.fill(into, 0);
    for (int i = 0; i < w.length; i++) {
      // Where the ψ_α themselves are given each point has one component that is not 0.
      if (inputs[at + i] != 0) {
        VectorLoops.add(into, psiSize * psiSize, w[i], inputs[at + i]);
      }
    }
    if (g != Nonlinearity.IDENTITY) {
      for (int j = 0; j < psiSize; j++) {
        for (int i = 0; i <= j; i++) {
          double value = g.of(into[j * psiSize + i]);
          into[j * psiSize + i] = value;
          into[i * psiSize + j] = value;
        }
      }
    }
  }

  /** φ_α of some points, points×n_φ. */
  double[] phi(Dataset points) {
    int d = w.length;
    double[] phi = new double[points.size() * phiSize];
    for (int alpha = 0; alpha < points.size(); alpha++) {
      for (int mu = 0; mu < phiSize; mu++) {
        double sum = 0;
        for (int i = 0; i < d; i++) {
          sum += u[mu * d + i] * points.input(alpha, i);
        }
        phi[alpha * phiSize + mu] = sum;
      }
    }
    return phi;
  }

  /** θᵀψ(x)θ without ever holding ψ(x). */
  double form(double[] inputs, int at, double[] theta) {
    double sum = 0;
    for (int j = 0; j < psiSize; j++) {
      double above = 0;
      for (int i = 0; i < j; i++) {
        above += g.of(entry(inputs, at, j * psiSize + i)) * theta[i];
      }
      sum += theta[j] * (2 * above + g.of(entry(inputs, at, j * psiSize + j)) * theta[j]);
    }
    return sum;
  }

  private double entry(double[] inputs, int at, int k) {
    double sum = 0;
    for (int i = 0; i < w.length; i++) {
      sum += inputs[at + i] * w[i][k];
    }
    return sum;
  }

  /** Uᵀθ_φ, length d: φ(x)·θ is its product with x. */
  void pullBack(double[] theta, double[] into) {
    int d = w.length;
    for (int i = 0; i < d; i++) {
      double sum = 0;
      for (int mu = 0; mu < phiSize; mu++) {
        sum += u[mu * d + i] * theta[psiSize + mu];
      }
      into[i] = sum;
    }
  }

  /** |scale·U x|². */
  double normSq(double scale, double[] x) {
    int d = w.length;
    double total = 0;
    for (int mu = 0; mu < phiSize; mu++) {
      double sum = 0;
      for (int i = 0; i < d; i++) {
        sum += u[mu * d + i] * x[i];
      }
      total += scale * sum * (scale * sum);
    }
    return total;
  }

  /** θ_φ ← θ_φ + factor·U x. */
  void pushForward(double factor, double[] x, double[] theta) {
    int d = w.length;
    for (int mu = 0; mu < phiSize; mu++) {
      double sum = 0;
      for (int i = 0; i < d; i++) {
        sum += u[mu * d + i] * x[i];
      }
      theta[psiSize + mu] += factor * sum;
    }
  }

  /**
   * The model's outputs (182), of a teacher for example.
   *
   * @param inputs one point after another, d components each
   * @param theta θ, length n_ψ + n_φ
   */
  public double[] outputs(double[] inputs, double[] theta, double zeta) {
    int d = w.length;
    int points = inputs.length / d;
    double[] along = new double[d];
    pullBack(theta, along);
    double[] forms = forms(inputs, points, theta);
    double[] outputs = new double[points];
    for (int alpha = 0; alpha < points; alpha++) {
      double z = 0.5 * zeta * forms[alpha];
      for (int i = 0; i < d; i++) {
        z += inputs[alpha * d + i] * along[i];
      }
      outputs[alpha] = z;
    }
    return outputs;
  }

  private double[] forms(double[] inputs, int points, double[] theta) {
    double[] forms = new double[points];
    @Nullable PsiExpansion expansion = PsiExpansion.of(this, inputs);
    if (expansion == null) {
      for (int alpha = 0; alpha < points; alpha++) {
        forms[alpha] = form(inputs, alpha * w.length, theta);
      }
      return forms;
    }
    double[] coefficients = expansion.coefficients(inputs);
    double[] operator = new double[psiSize * psiSize];
    for (int k = 0; k < expansion.count(); k++) {
      expansion.operator(k, operator);
      double form = 0;
      for (int j = 0; j < psiSize; j++) {
        double sum = 0;
        for (int i = 0; i < psiSize; i++) {
          sum += operator[j * psiSize + i] * theta[i];
        }
        form += sum * theta[j];
      }
      for (int alpha = 0; alpha < points; alpha++) {
        forms[alpha] += coefficients[alpha * expansion.count() + k] * form;
      }
    }
    return forms;
  }
}
