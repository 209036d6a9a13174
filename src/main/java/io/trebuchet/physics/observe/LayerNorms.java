package io.trebuchet.physics.observe;

import io.trebuchet.metrics.Metric;
import io.trebuchet.physics.Observed;
import java.util.List;

/** The squared norms of the first three layers: a pass over the weights. */
public final class LayerNorms implements Observable {
  private static final String WORD = "layer-norms";
  private static final List<Metric> NORMS =
      List.of(norm(1, "first"), norm(2, "second"), norm(3, "third"));

  private static Metric norm(int layer, String which) {
    return Metric.of("layer_norm_sq_" + layer, "squared norm of the " + which + " layer", WORD);
  }

  @Override
  public String word() {
    return WORD;
  }

  @Override
  public List<Metric> metrics() {
    return NORMS;
  }

  @Override
  public Course begin() {
    return (step, into) -> {
      List<Observed.Layer> layers = step.state().layers();
      double[] weights = step.weights();
      for (int l = 0; l < Math.min(layers.size(), NORMS.size()); l++) {
        double sum = 0;
        for (int i = layers.get(l).from(); i < layers.get(l).to(); i++) {
          sum += weights[i] * weights[i];
        }
        into.set(NORMS.get(l), sum);
      }
    };
  }
}
