package io.trebuchet.physics.mlp;

import io.trebuchet.physics.linalg.Matrix;
import io.trebuchet.physics.linalg.Triangles;
import java.util.Arrays;

/**
 * JJᵀ of an {@link MlpOutputs}: with M_l (units×DK) the derivatives of each output by Z_l of its
 * point, column α·K + k of output k of point α,
 *
 * <pre>
 *   (JJᵀ)_{αk,βj} = Σ_l (f_l² (A_{l−1}ᵀA_{l−1})_{αβ} + β²) (M_lᵀM_l)_{αk,βj}
 *   M_L = e_k     M_l = σ'(Z_l)∘(f_{l+1} W_{l+1}ᵀ M_{l+1})
 * </pre>
 */
final class MlpKernel implements AutoCloseable {
  private final MlpOutputs net;
  private final int outputs;
  private final int size;
  private final UnitPanel[] back;
  private final UnitPanel[] gramOfInputs;
  private final UnitPanel gramOfBack;

  MlpKernel(MlpOutputs net) {
    this.net = net;
    outputs = net.outputs();
    size = net.points * outputs;
    gramOfBack = UnitPanel.zeros(size, size);
    back = UnitPanel.each(net.shape, 1, net.depth - 1, size);
    gramOfInputs = new UnitPanel[net.depth + 1];
    for (int l = 1; l <= net.depth; l++) {
      gramOfInputs[l] = UnitPanel.zeros(net.points, net.points);
    }
    gram(gramOfInputs[1], net.activations[0].matrix);
  }

  /** M_1 … M_{L−1} at the net's weights. */
  private void goBack() {
    for (int l = net.depth - 1; l > 0; l--) {
      if (l == net.depth - 1) {
        fillLast(back[l]);
      } else {
        back[l].matrix.product(net.shape.factor(l + 1), net.weights[l + 1], back[l + 1].matrix, 0);
        back[l].load();
      }
      multiply(back[l].entries, net.slopes[l]);
      back[l].store();
    }
  }

  /** f_L W_Lᵀ e_k for every point. */
  private void fillLast(UnitPanel into) {
    int units = net.shape.units(net.depth - 1);
    double[] rows = new double[units * outputs];
    net.weights[net.depth].read(rows);
    double factor = net.shape.factor(net.depth);
    for (int i = 0; i < rows.length; i++) {
      rows[i] *= factor;
    }
    for (int alpha = 0; alpha < net.points; alpha++) {
      System.arraycopy(rows, 0, into.entries, alpha * rows.length, rows.length);
    }
  }

  /** Each point's K columns ∘ its column. */
  private void multiply(double[] entries, double[] column) {
    int units = column.length / net.points;
    int width = units * outputs;
    for (int alpha = 0; alpha < net.points; alpha++) {
      for (int k = 0; k < outputs; k++) {
        int at = alpha * width + k * units;
        int from = alpha * units;
        for (int i = 0; i < units; i++) {
          entries[at + i] *= column[from + i];
        }
      }
    }
  }

  /** JJᵀ, both triangles. */
  void of(double[] into) {
    goBack();
    Arrays.fill(into, 0);
    for (int l = net.depth; l > 0; l--) {
      if (l > 1) {
        gram(gramOfInputs[l], net.activations[l - 1].matrix);
      }
      if (l < net.depth) {
        gramOfBack.matrix.gram(1, back[l].matrix);
        gramOfBack.load();
      } else {
        unit(gramOfBack.entries);
      }
      add(gramOfInputs[l].entries, gramOfBack.entries, l, into);
    }
    Triangles.mirror(into, size);
  }

  /** M_Lᵀ M_L: 1 between the same output of any two points. */
  private void unit(double[] gram) {
    Arrays.fill(gram, 0);
    for (int i = 0; i < size; i++) {
      for (int j = i % outputs; j < size; j += outputs) {
        gram[i * size + j] = 1;
      }
    }
  }

  /** into += (f² inputs + β²) ∘ gram, in the upper triangle. */
  private void add(double[] inputs, double[] gram, int l, double[] into) {
    double share = net.shape.factor(l) * net.shape.factor(l);
    double bias = net.shape.biasScale() * net.shape.biasScale();
    for (int column = 0; column < size; column++) {
      int beta = column / outputs;
      int at = column * size;
      for (int alpha = 0; alpha <= beta; alpha++) {
        double scale = share * inputs[beta * net.points + alpha] + bias;
        int end = Math.min((alpha + 1) * outputs, column + 1);
        for (int row = alpha * outputs; row < end; row++) {
          into[at + row] += scale * gram[at + row];
        }
      }
    }
  }

  private static void gram(UnitPanel into, Matrix columns) {
    into.matrix.gram(1, columns);
    into.load();
  }

  /** G_l = Σ_k s_αk M_l, of the M_l last made. */
  void combine(int l, double[] outer, double[] into) {
    int units = into.length / net.points;
    for (int alpha = 0; alpha < net.points; alpha++) {
      int to = alpha * units;
      Arrays.fill(into, to, to + units, 0);
      for (int k = 0; k < outputs; k++) {
        double s = outer[alpha * outputs + k];
        int from = (alpha * outputs + k) * units;
        for (int i = 0; i < units; i++) {
          into[to + i] += s * back[l].entries[from + i];
        }
      }
    }
  }

  @Override
  public void close() {
    gramOfBack.close();
    UnitPanel.closeAll(back);
    UnitPanel.closeAll(gramOfInputs);
  }
}
