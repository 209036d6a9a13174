package io.trebuchet.physics.observe;

import java.util.Arrays;

/** The values of the observables at one step; NaN where not asked for or not applicable. */
public final class Observation {
  /** Layers whose norms have a column. */
  public static final int LAYERS = 3;

  /** Second eigenvalue of the NTK. */
  public double lambda2;

  /** Third eigenvalue of the NTK. */
  public double lambda3;

  /** (ε·e)²/|ε|². */
  public double residualAlignment;

  /** |e_t·e_0|. */
  public double eigenvectorOverlap;

  /** Top eigenvalue of the loss Hessian. */
  public double hessianMax;

  /** Squared norm of the first layers. */
  public final double[] layerNormSq = new double[LAYERS];

  /** ‖H − H_0‖/‖H_0‖. */
  public double ntkDrift;

  /** |θ − θ_0|. */
  public double weightDistance;

  /** Hidden units that are inactive on every training input. */
  public double deadUnits;

  /** Activations (unit × input) that changed since the step before. */
  public double flippedUnits;

  /** Σ log|1 − ηλ_max| over the steps before. */
  public double sensitivity;

  /** Forgets all values. */
  public void clear() {
    lambda2 = Double.NaN;
    lambda3 = Double.NaN;
    residualAlignment = Double.NaN;
    eigenvectorOverlap = Double.NaN;
    hessianMax = Double.NaN;
    Arrays.fill(layerNormSq, Double.NaN);
    ntkDrift = Double.NaN;
    weightDistance = Double.NaN;
    deadUnits = Double.NaN;
    flippedUnits = Double.NaN;
    sensitivity = Double.NaN;
  }
}
