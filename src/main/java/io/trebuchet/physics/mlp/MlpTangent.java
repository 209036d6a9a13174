package io.trebuchet.physics.mlp;

import io.trebuchet.physics.linalg.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * How an {@link MlpOutputs} changes along a direction v of its weights (Pearlmutter 1994), δ being
 * the derivative along it:
 *
 * <pre>
 *   δZ_l = f_l (V_l A_{l−1} + W_l δA_{l−1}) + β v_l 1ᵀ     δA_l = σ'∘δZ_l
 *   RG_L = R     RB_l = f_{l+1} (W_{l+1}ᵀ RG_{l+1} + V_{l+1}ᵀ G_{l+1})
 *   RG_l = σ'∘RB_l + σ''∘δZ_l∘B_l     out: f_l (RG_l A_{l−1}ᵀ + G_l δA_{l−1}ᵀ), β RG_l 1
 * </pre>
 *
 * and along two of them, δ₂Z_l = f_l (V_l δ_wA + W'_l δ_vA + W_l δ₂A), δ₂A = σ''∘δ_vZ∘δ_wZ +
 * σ'∘δ₂Z.
 */
final class MlpTangent implements AutoCloseable {
  private final MlpOutputs net;
  private final Change first;
  private final UnitPanel[] changeOfBack;

  /** σ'' of layers 1 … L−1 at the net's weights, once it is known; empty where it is 0. */
  private final double[][] curvatures;

  private boolean curved;
  private @Nullable Bend bend;

  /** A direction and what it changes. */
  private final class Change implements AutoCloseable {
    private final Matrix[] direction;
    private final UnitPanel[] sums;
    private final UnitPanel[] activations;

    Change() {
      direction = new Matrix[net.depth + 1];
      for (int l = 1; l <= net.depth; l++) {
        direction[l] = Matrix.zeros(net.shape.in(l), net.shape.units(l));
      }
      sums = UnitPanel.each(net.shape, 1, net.depth, net.points);
      activations = UnitPanel.each(net.shape, 1, net.depth - 1, net.points);
    }

    /** δZ and δA of all layers. */
    double[] push(double[] v) {
      for (int l = 1; l <= net.depth; l++) {
        double f = net.shape.factor(l);
        direction[l].write(0, v, net.offsets[l], net.shape.in(l) * net.shape.units(l));
        sums[l].matrix.productTransposed(f, direction[l], net.activations[l - 1].matrix, 0);
        if (l > 1) {
          sums[l].matrix.productTransposed(f, net.weights[l], activations[l - 1].matrix, 1);
        }
        sums[l].load();
        if (net.shape.biased()) {
          net.addBias(v, l, sums[l].entries);
        }
        if (l < net.depth) {
          product(net.slopes[l], sums[l].entries, activations[l].entries);
          activations[l].store();
        }
      }
      return sums[net.depth].entries;
    }

    @Override
    public void close() {
      for (int l = 1; l <= net.depth; l++) {
        direction[l].close();
      }
      UnitPanel.closeAll(sums);
      UnitPanel.closeAll(activations);
    }
  }

  MlpTangent(MlpOutputs net) {
    this.net = net;
    first = new Change();
    changeOfBack = UnitPanel.each(net.shape, 1, net.depth, net.points);
    curvatures = new double[net.depth][];
    for (int l = 1; l < net.depth; l++) {
      boolean straight = net.shape.activation().straight();
      curvatures[l] = new double[straight ? 0 : net.slopes[l].length];
    }
  }

  /** The net has moved to other weights. */
  void forget() {
    curved = false;
  }

  /** σ''(Z_l) of a layer; empty where it is 0. */
  private double[] curvature(int layer) {
    if (!curved && !net.shape.activation().straight()) {
      for (int l = 1; l < net.depth; l++) {
        net.curvatures(l, curvatures[l]);
      }
    }
    curved = true;
    return curvatures[layer];
  }

  /** What two directions change together. */
  private final class Bend implements AutoCloseable {
    private final Change second = new Change();
    private final UnitPanel[] sums = UnitPanel.each(net.shape, 1, net.depth, net.points);
    private final UnitPanel[] activations = UnitPanel.each(net.shape, 1, net.depth - 1, net.points);

    /** δ₂Z_L. */
    double[] of(double[] v, double[] w) {
      double[] unusedV = first.push(v);
      double[] unusedW = second.push(w);
      for (int l = 1; l <= net.depth; l++) {
        double f = net.shape.factor(l);
        // δ₂ of the first layer's sums is 0, and stays so.
        if (l > 1) {
          Matrix m = sums[l].matrix;
          m.productTransposed(f, first.direction[l], second.activations[l - 1].matrix, 0);
          m.productTransposed(f, second.direction[l], first.activations[l - 1].matrix, 1);
          m.productTransposed(f, net.weights[l], activations[l - 1].matrix, 1);
          sums[l].load();
        }
        if (l < net.depth) {
          activate(l);
        }
      }
      return sums[net.depth].entries;
    }

    private void activate(int l) {
      double[] bent = activations[l].entries;
      product(net.slopes[l], sums[l].entries, bent);
      double[] curvature = curvature(l);
      for (int i = 0; i < curvature.length; i++) {
        bent[i] += curvature[i] * first.sums[l].entries[i] * second.sums[l].entries[i];
      }
      activations[l].store();
    }

    @Override
    public void close() {
      second.close();
      UnitPanel.closeAll(sums);
      UnitPanel.closeAll(activations);
    }
  }

  private static void product(double[] a, double[] b, double[] into) {
    for (int i = 0; i < into.length; i++) {
      into[i] = a[i] * b[i];
    }
  }

  void push(double[] direction, double[] into) {
    double[] change = first.push(direction);
    System.arraycopy(change, 0, into, 0, into.length);
  }

  void pullBack(double[] outer, double[] along, double[] into) {
    int depth = net.depth;
    UnitPanel[] back = net.back;
    System.arraycopy(outer, 0, back[depth].entries, 0, outer.length);
    System.arraycopy(along, 0, changeOfBack[depth].entries, 0, along.length);
    back[depth].store();
    changeOfBack[depth].store();
    for (int l = depth; l > 0; l--) {
      double f = net.shape.factor(l);
      Matrix inputs = net.activations[l - 1].matrix;
      Matrix gradient = net.gradients[l];
      gradient.productWithTransposed(f, inputs, changeOfBack[l].matrix, 0);
      if (l > 1) {
        Matrix changeOfInputs = first.activations[l - 1].matrix;
        gradient.productWithTransposed(f, changeOfInputs, back[l].matrix, 1);
      }
      gradient.read(0, into, net.offsets[l], net.shape.in(l) * net.shape.units(l));
      if (net.shape.biased()) {
        net.writeBias(changeOfBack[l].entries, l, into);
      }
      if (l > 1) {
        goBack(l);
      }
    }
  }

  /** G and RG of layer l − 1. */
  private void goBack(int l) {
    double f = net.shape.factor(l);
    UnitPanel above = net.back[l];
    UnitPanel below = net.back[l - 1];
    UnitPanel changeBelow = changeOfBack[l - 1];
    below.matrix.product(f, net.weights[l], above.matrix, 0);
    changeBelow.matrix.product(f, net.weights[l], changeOfBack[l].matrix, 0);
    changeBelow.matrix.product(f, first.direction[l], above.matrix, 1);
    below.load();
    changeBelow.load();
    double[] slope = net.slopes[l - 1];
    double[] change = first.sums[l - 1].entries;
    for (int i = 0; i < slope.length; i++) {
      changeBelow.entries[i] *= slope[i];
    }
    double[] curvature = curvature(l - 1);
    for (int i = 0; i < curvature.length; i++) {
      changeBelow.entries[i] += curvature[i] * change[i] * below.entries[i];
    }
    for (int i = 0; i < slope.length; i++) {
      below.entries[i] *= slope[i];
    }
    below.store();
    changeBelow.store();
  }

  void bend(double[] v, double[] w, double[] into) {
    if (bend == null) {
      bend = new Bend();
    }
    System.arraycopy(bend.of(v, w), 0, into, 0, into.length);
  }

  @Override
  public void close() {
    first.close();
    UnitPanel.closeAll(changeOfBack);
    if (bend != null) {
      bend.close();
    }
  }
}
