package io.trebuchet.physics.net;

import io.trebuchet.physics.Observed;
import java.util.ArrayList;
import java.util.List;

/**
 * The state of a {@link NetDescent} between a measure and the next advance; once the trial has
 * moved on, it refuses with an {@link IllegalStateException}.
 */
record NetState(NetDescent descent, NetOperators shared) implements Observed {
  @Override
  public double[] kernel() {
    descent.requireMeasured();
    return descent.kernel().clone();
  }

  @Override
  public double[] residuals() {
    descent.requireMeasured();
    return descent.errors().clone();
  }

  @Override
  public double[] weights() {
    descent.requireMeasured();
    return descent.weights();
  }

  @Override
  public List<Layer> layers() {
    List<Layer> layers = new ArrayList<>();
    int k = shared.net.extraLayers();
    layers.add(new Layer("U", 0, shared.hiddenOffset(0)));
    for (int j = 0; j < k; j++) {
      layers.add(new Layer("W_" + (j + 1), shared.hiddenOffset(j), shared.hiddenOffset(j + 1)));
    }
    layers.add(new Layer("v", shared.hiddenOffset(k), shared.hiddenOffset(k) + shared.width));
    return List.copyOf(layers);
  }

  @Override
  public double[] hessianTimes(double[] direction) {
    return descent.hessianTimes(direction);
  }

  @Override
  public boolean[][] active(int layer) {
    return descent.active(layer);
  }

  @Override
  public int hiddenLayers() {
    return shared.net.extraLayers() + 1;
  }
}
