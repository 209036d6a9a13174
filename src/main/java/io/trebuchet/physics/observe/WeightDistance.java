package io.trebuchet.physics.observe;

import io.trebuchet.metrics.Metric;
import java.util.List;

/** |θ − θ_0|: a pass over the weights. */
public final class WeightDistance implements Observable {
  private static final String WORD = "weight-distance";
  private static final Metric WEIGHT_DISTANCE =
      Metric.of("weight_distance", "distance of the weights from those at step 0", WORD);

  @Override
  public String word() {
    return WORD;
  }

  @Override
  public List<Metric> metrics() {
    return List.of(WEIGHT_DISTANCE);
  }

  @Override
  public Course begin() {
    return new SinceStart("initial-weights", ObservedStep::weights) {
      @Override
      void compare(double[] now, double[] initial, Row into) {
        into.set(WEIGHT_DISTANCE, Math.sqrt(Norms.distanceSq(now, initial)));
      }
    };
  }
}
