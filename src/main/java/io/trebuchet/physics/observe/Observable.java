package io.trebuchet.physics.observe;

import java.util.Locale;

/** A further metric that {@code record.observables} can ask for; each costs time, so none is on. */
public enum Observable {
  /** λ_2 and λ_3, the next eigenvalues of the NTK: a full decomposition of a D×D matrix. */
  NTK_TOP_3,
  /** Share of |ε|² along the top eigenvector of the NTK: a few products with a D×D matrix. */
  RESIDUAL_ALIGNMENT,
  /** |e_t·e_0| of the NTK's top eigenvectors now and at step 0: the same cost. */
  EIGENVECTOR_OVERLAP,
  /** The top eigenvalue of the loss Hessian: some tens of Hessian–vector products. */
  HESSIAN,
  /** The squared norm of each layer: a pass over the weights. */
  LAYER_NORMS,
  /** ‖H − H_0‖/‖H_0‖ in the Frobenius norm: a pass over a D×D matrix. */
  NTK_DRIFT,
  /** |θ − θ_0|: a pass over the weights. */
  WEIGHT_DISTANCE,
  /** Units that are inactive on all data, and activations that flipped since the last step. */
  UNITS,
  /** Σ log|1 − ηλ_max| over the steps before: how much rounding has been amplified; free. */
  SENSITIVITY;

  /** The word in the config. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The observable of a word. */
  public static Observable ofWord(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
