package io.trebuchet.physics.mlp;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.Observed;
import io.trebuchet.physics.linalg.Matrix;
import io.trebuchet.physics.training.Outputs;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outputs of an {@link MlpShape}, Z_l = f_l W_l A_{l−1} + β b_l 1ᵀ and A_l = σ(Z_l), with one
 * point a column, and what goes back through it for slopes S (K×D):
 *
 * <pre>
 *   G_L = S     B_l = f_{l+1} W_{l+1}ᵀ G_{l+1}     G_l = σ'(Z_l)∘B_l
 *   Jᵀs: f_l G_l A_{l−1}ᵀ for W_l, β G_l 1 for b_l
 * </pre>
 */
final class MlpOutputs implements Outputs {
  final MlpShape shape;
  final int points;
  final int depth;

  /** Of each layer from 1: W_l transposed, in×units. */
  final Matrix[] weights;

  /** A_0 … A_{L−1}. */
  final UnitPanel[] activations;

  /** σ'(Z_l) of layers 1 … L−1. */
  final double[][] slopes;

  /** Where the parts of θ begin, by layer. */
  final int[] offsets;

  final int[] biasOffsets;

  /** G_l and gradients by W_l: each way back makes its own. */
  final UnitPanel[] back;

  final Matrix[] gradients;
  private final UnitPanel[] sums;
  private @Nullable MlpKernel kernel;
  private @Nullable MlpTangent tangent;
  private boolean hasKernel;

  MlpOutputs(MlpShape shape, Dataset data) {
    this.shape = shape;
    points = data.size();
    depth = shape.depth();
    weights = new Matrix[depth + 1];
    gradients = new Matrix[depth + 1];
    slopes = new double[depth][];
    offsets = new int[depth + 2];
    biasOffsets = new int[depth + 1];
    for (int l = 1; l <= depth; l++) {
      weights[l] = Matrix.zeros(shape.in(l), shape.units(l));
      gradients[l] = Matrix.zeros(shape.in(l), shape.units(l));
      offsets[l] = shape.offset(l);
      biasOffsets[l] = shape.biasOffset(l);
    }
    offsets[depth + 1] = shape.weights();
    activations = UnitPanel.each(shape, 0, depth - 1, points);
    sums = UnitPanel.each(shape, 1, depth, points);
    back = UnitPanel.each(shape, 1, depth, points);
    for (int l = 1; l < depth; l++) {
      slopes[l] = new double[shape.units(l) * points];
    }
    System.arraycopy(data.inputs(), 0, activations[0].entries, 0, data.inputs().length);
    activations[0].store();
  }

  @Override
  public int weights() {
    return offsets[depth + 1];
  }

  @Override
  public int points() {
    return points;
  }

  @Override
  public int outputs() {
    return shape.units(depth);
  }

  @Override
  public List<Observed.Layer> layers() {
    return shape.layers();
  }

  @Override
  public double[] at(double[] theta) {
    hasKernel = false;
    if (tangent != null) {
      tangent.forget();
    }
    Activation activation = shape.activation();
    for (int l = 1; l <= depth; l++) {
      weights[l].write(0, theta, offsets[l], shape.in(l) * shape.units(l));
      UnitPanel sum = sums[l];
      sum.matrix.productTransposed(shape.factor(l), weights[l], activations[l - 1].matrix, 0);
      sum.load();
      if (shape.biased()) {
        addBias(theta, l, sum.entries);
      }
      if (l < depth) {
        double[] z = sum.entries;
        double[] values = activations[l].entries;
        activation.values(z, values, z.length);
        activation.slopes(z, values, slopes[l], z.length);
        activations[l].store();
      }
    }
    return sums[depth].entries;
  }

  /** σ''(Z_l). */
  void curvatures(int l, double[] into) {
    shape.activation().curvatures(sums[l].entries, activations[l].entries, into, into.length);
  }

  /** sums += β b 1ᵀ, with the b_l of any θ. */
  void addBias(double[] theta, int l, double[] sums) {
    int units = shape.units(l);
    for (int at = 0; at < sums.length; at += units) {
      for (int i = 0; i < units; i++) {
        sums[at + i] += shape.biasScale() * theta[biasOffsets[l] + i];
      }
    }
  }

  /** into ← β G 1, at the place of b_l. */
  void writeBias(double[] back, int l, double[] into) {
    int units = shape.units(l);
    int to = biasOffsets[l];
    Arrays.fill(into, to, to + units, 0);
    for (int at = 0; at < back.length; at += units) {
      for (int i = 0; i < units; i++) {
        into[to + i] += shape.biasScale() * back[at + i];
      }
    }
  }

  @Override
  public void kernel(double[] into) {
    if (kernel == null) {
      kernel = new MlpKernel(this);
    }
    kernel.of(into);
    hasKernel = true;
  }

  @Override
  public void pullBack(double[] slopes, double[] into) {
    goBack(slopes, back);
    for (int l = depth; l > 0; l--) {
      gradients[l].productWithTransposed(
          shape.factor(l), activations[l - 1].matrix, back[l].matrix, 0);
      gradients[l].read(0, into, offsets[l], shape.in(l) * shape.units(l));
      if (shape.biased()) {
        writeBias(back[l].entries, l, into);
      }
    }
  }

  /** G_L … G_1 of some slopes, from what the kernel knows of it or by products. */
  private void goBack(double[] outer, UnitPanel[] into) {
    System.arraycopy(outer, 0, into[depth].entries, 0, outer.length);
    into[depth].store();
    for (int l = depth - 1; l > 0; l--) {
      if (hasKernel && kernel != null) {
        kernel.combine(l, outer, into[l].entries);
        into[l].store();
      } else {
        into[l].matrix.product(shape.factor(l + 1), weights[l + 1], into[l + 1].matrix, 0);
        into[l].multiply(slopes[l]);
      }
    }
  }

  private MlpTangent tangent() {
    if (tangent == null) {
      tangent = new MlpTangent(this);
    }
    return tangent;
  }

  @Override
  public void pushForward(double[] direction, double[] into) {
    tangent().push(direction, into);
  }

  @Override
  public void pullBackAlong(double[] slopes, double[] along, double[] into) {
    tangent().pullBack(slopes, along, into);
  }

  @Override
  public void bend(double[] v, double[] w, double[] into) {
    tangent().bend(v, w, into);
  }

  @Override
  public double[] sparsity() {
    if (!shape.activation().canBeOff()) {
      return new double[0];
    }
    double[] shares = new double[depth - 1];
    for (int l = 1; l < depth; l++) {
      double active = 0;
      for (double slope : slopes[l]) {
        active += slope;
      }
      shares[l - 1] = (slopes[l].length - active) / slopes[l].length;
    }
    return shares;
  }

  @Override
  public boolean[][] active(int layer) {
    int units = shape.units(layer + 1);
    boolean[][] flags = new boolean[points][units];
    for (int alpha = 0; alpha < points; alpha++) {
      for (int i = 0; i < units; i++) {
        flags[alpha][i] = sums[layer + 1].entries[alpha * units + i] > 0;
      }
    }
    return flags;
  }

  @Override
  public int hiddenLayers() {
    return depth - 1;
  }

  @Override
  public void close() {
    for (int l = 1; l <= depth; l++) {
      weights[l].close();
      gradients[l].close();
    }
    UnitPanel.closeAll(activations);
    UnitPanel.closeAll(sums);
    UnitPanel.closeAll(back);
    if (kernel != null) {
      kernel.close();
    }
    if (tangent != null) {
      tangent.close();
    }
  }
}
