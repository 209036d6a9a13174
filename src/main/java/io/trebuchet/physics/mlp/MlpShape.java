package io.trebuchet.physics.mlp;

import io.trebuchet.physics.Observed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * a_l = σ(f_l W_l a_{l−1} + β b_l) for the hidden layers l = 1 … L−1, z = f_L W_L a_{L−1} + β b_L;
 * θ = (W_1 row by row, b_1, W_2, …), the b only where β > 0.
 *
 * @param sizes d, the widths, K: L + 1 numbers
 * @param factors f_1 … f_L
 * @param biasScale β
 */
public record MlpShape(
    List<Integer> sizes, List<Double> factors, Activation activation, double biasScale) {
  /** Copies the lists. */
  public MlpShape {
    sizes = List.copyOf(sizes);
    factors = List.copyOf(factors);
  }

  /** L, layers of weights. */
  int depth() {
    return factors.size();
  }

  /** Inputs of layer l, from 1. */
  int in(int l) {
    return sizes.get(l - 1);
  }

  /** Units of layer l; of layer 0 the inputs. */
  int units(int l) {
    return sizes.get(l);
  }

  double factor(int l) {
    return factors.get(l - 1);
  }

  boolean biased() {
    return biasScale > 0;
  }

  /** Where W_l begins in θ; of l = L + 1 the number of weights. */
  int offset(int l) {
    long at = 0;
    for (int m = 1; m < l; m++) {
      at += (long) units(m) * in(m) + (biased() ? units(m) : 0);
    }
    if (at > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "layers of %s units have more than 2^31 - 1 weights: choose smaller model.widths",
              sizes));
    }
    return (int) at;
  }

  /** Where b_l begins. */
  int biasOffset(int l) {
    return offset(l) + units(l) * in(l);
  }

  /** n. */
  int weights() {
    return offset(depth() + 1);
  }

  /** W_l with b_l. */
  List<Observed.Layer> layers() {
    List<Observed.Layer> layers = new ArrayList<>();
    for (int l = 1; l <= depth(); l++) {
      layers.add(new Observed.Layer("W_" + l, offset(l), offset(l + 1)));
    }
    return List.copyOf(layers);
  }
}
