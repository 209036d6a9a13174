package io.trebuchet.physics.observe;

import io.trebuchet.metrics.Metric;
import io.trebuchet.physics.Observed;
import java.util.List;

/** The squared norms of the first three layers: a pass over the weights. */
public final class LayerNorms implements Observable {
  private static final String WORD = "layer-norms";
  private static final Metric LAYER_NORM_SQ_1 =
      Metric.of("layer_norm_sq_1", "squared norm of the first layer", WORD);
  private static final Metric LAYER_NORM_SQ_2 =
      Metric.of("layer_norm_sq_2", "squared norm of the second layer", WORD);
  private static final Metric LAYER_NORM_SQ_3 =
      Metric.of("layer_norm_sq_3", "squared norm of the third layer", WORD);

  @Override
  public String word() {
    return WORD;
  }

  @Override
  public List<Metric> metrics() {
    return List.of(LAYER_NORM_SQ_1, LAYER_NORM_SQ_2, LAYER_NORM_SQ_3);
  }

  @Override
  public Course begin() {
    return (step, into) -> {
      List<Observed.Layer> layers = step.state().layers();
      double[] weights = step.weights();
      for (int l = 0; l < Math.min(layers.size(), metrics().size()); l++) {
        double sum = 0;
        for (int i = layers.get(l).from(); i < layers.get(l).to(); i++) {
          sum += weights[i] * weights[i];
        }
        into.set(metrics().get(l), sum);
      }
    };
  }
}
