package io.trebuchet.physics.net;

import io.trebuchet.physics.linalg.Precision;

/** What the computation of a net needs to know of it; how one is made from it, it need not. */
public interface NetShape {
  /** n, the units of each hidden layer. */
  int width();

  /** k, the hidden layers after the first. */
  int extraLayers();

  /** Of σ. */
  Slopes slopes();

  /** Of its matrices. */
  Precision precision();
}
