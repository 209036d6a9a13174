package io.trebuchet.physics.training;

import io.trebuchet.physics.DescentState;
import io.trebuchet.physics.linalg.Eigenvalues;
import io.trebuchet.physics.linalg.TopEigenvalue;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The two matrices over the DK outputs: the NTK H = JJᵀ/D, and G = BᵀHB with the blocks BBᵀ = C of
 * the loss's curvature, whose eigenvalues other than 0 are those of the Gauss–Newton matrix JᵀCJ/D.
 * Where DK is above {@value #MOST_FORMED} neither is formed: their top eigenvalues come from
 * products.
 */
final class SampleSpace {
  /** Outputs up to which the NTK is formed. */
  static final int MOST_FORMED = 2000;

  private static final int MOST_STEPS = 150;
  private static final String OF_GAUSS_NEWTON = "gauss-newton-";

  private final Outputs outputs;
  private final Loss loss;
  private final int size;
  private final boolean formed;
  private final double[] kernel;
  private final double @Nullable [] curved;
  private final double[] factors;
  private final TopEigenvalue topOfKernel;
  private final TopEigenvalue topOfCurved;
  private double[] weightSpace = new double[0];

  SampleSpace(Outputs outputs, Loss loss) {
    this.outputs = outputs;
    this.loss = loss;
    size = outputs.points() * outputs.outputs();
    formed = size <= MOST_FORMED && outputs.kernelIsCheap();
    kernel = new double[formed ? size * size : 0];
    curved = formed && !loss.flat() ? new double[size * size] : null;
    factors = new double[loss.flat() ? 0 : size * outputs.outputs()];
    topOfKernel = top();
    topOfCurved = loss.flat() ? topOfKernel : top();
  }

  private TopEigenvalue top() {
    return formed ? new TopEigenvalue(size) : new TopEigenvalue(size, MOST_STEPS);
  }

  /** Takes in the state that the outputs stand at. */
  void look(double[] z, double[] labels) {
    int k = outputs.outputs();
    if (!loss.flat()) {
      for (int at = 0; at < size; at += k) {
        loss.factor(z, labels, at, k, factors);
      }
    }
    if (formed) {
      outputs.kernel(kernel);
      for (int i = 0; i < kernel.length; i++) {
        kernel[i] /= outputs.points();
      }
      if (curved != null) {
        fillCurved(curved);
      }
    }
  }

  /** H, DK×DK, as of the last {@link #look}. */
  double[] kernel() {
    if (formed) {
      return kernel;
    }
    double[] full = new double[Math.multiplyExact(size, size)];
    outputs.kernel(full);
    for (int i = 0; i < full.length; i++) {
      full[i] /= outputs.points();
    }
    return full;
  }

  /** λ_max(H). */
  double lambdaMax() {
    return formed ? topOfKernel.of(kernel) : topOfKernel.of(this::kernelTimes);
  }

  /**
   * λ_max(G).
   *
   * @param lambdaMax that of H, which it is where the curvature is 1
   */
  double gaussNewtonMax(double lambdaMax) {
    if (loss.flat()) {
      return lambdaMax;
    }
    return curved == null ? topOfCurved.of(this::curvedTimes) : topOfCurved.of(curved);
  }

  /** λ_max(G) by a full decomposition where G is formed. */
  double exactGaussNewtonMax() {
    if (!formed) {
      return gaussNewtonMax(lambdaMax());
    }
    return Eigenvalues.largest(curved == null ? kernel : curved, size);
  }

  private void kernelTimes(double[] vector, double[] into) {
    if (weightSpace.length == 0) {
      weightSpace = new double[outputs.weights()];
    }
    outputs.pullBack(vector, weightSpace);
    outputs.pushForward(weightSpace, into);
    for (int i = 0; i < size; i++) {
      into[i] /= outputs.points();
    }
  }

  private void curvedTimes(double[] vector, double[] into) {
    double[] turned = new double[size];
    times(vector, false, turned);
    double[] image = new double[size];
    kernelTimes(turned, image);
    times(image, true, into);
  }

  /** into ← Bv, or Bᵀv. */
  private void times(double[] vector, boolean transposed, double[] into) {
    int k = outputs.outputs();
    for (int at = 0; at < size; at += k) {
      for (int i = 0; i < k; i++) {
        double sum = 0;
        for (int j = 0; j < k; j++) {
          double factor = factors[at * k + (transposed ? j * k + i : i * k + j)];
          sum += factor * vector[at + j];
        }
        into[at + i] = sum;
      }
    }
  }

  /** into ← Cv: what a change of the outputs changes in the slopes of the loss. */
  void curvatureTimes(double[] vector, double[] into) {
    if (loss.flat()) {
      System.arraycopy(vector, 0, into, 0, size);
      return;
    }
    double[] half = new double[size];
    times(vector, true, half);
    times(half, false, into);
  }

  /** Each block BᵀHB; with one output B is a number. */
  private void fillCurved(double[] into) {
    int k = outputs.outputs();
    double[] column = new double[size];
    double[][] turned = new double[size][size];
    for (int j = 0; j < size; j++) {
      System.arraycopy(kernel, j * size, column, 0, size);
      times(column, true, turned[j]);
    }
    // The rows are turned; now the columns, block by block.
    for (int at = 0; at < size; at += k) {
      for (int j = 0; j < k; j++) {
        int to = (at + j) * size;
        Arrays.fill(into, to, to + size, 0);
        for (int i = 0; i < k; i++) {
          double factor = factors[at * k + i * k + j];
          double[] from = turned[at + i];
          for (int row = 0; row < size; row++) {
            into[to + row] += factor * from[row];
          }
        }
      }
    }
  }

  /** What the next look depends on. */
  void save(boolean repeat, Map<String, double[]> arrays) {
    topOfKernel.save(repeat, arrays);
    if (!loss.flat()) {
      Map<String, double[]> own = new HashMap<>();
      topOfCurved.save(repeat, own);
      own.forEach((name, array) -> arrays.put(OF_GAUSS_NEWTON + name, array));
    }
  }

  /** Goes on from a saved state. */
  void restore(DescentState state) {
    topOfKernel.restore(state);
    if (!loss.flat()) {
      Map<String, double[]> own = new HashMap<>();
      state
          .arrays()
          .forEach(
              (name, array) -> {
                if (name.startsWith(OF_GAUSS_NEWTON)) {
                  own.put(name.substring(OF_GAUSS_NEWTON.length()), array);
                }
              });
      topOfCurved.restore(DescentState.of(own));
    }
  }
}
