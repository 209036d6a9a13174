package io.trebuchet.physics.observe;

import io.trebuchet.metrics.Metric;
import java.util.List;

/** ‖H − H_0‖/‖H_0‖ in the Frobenius norm: a pass over a D×D matrix. */
public final class NtkDrift implements Observable {
  private static final String WORD = "ntk-drift";
  private static final Metric NTK_DRIFT =
      Metric.of("ntk_drift", "relative distance of the NTK from that at step 0", WORD);

  @Override
  public String word() {
    return WORD;
  }

  @Override
  public List<Metric> metrics() {
    return List.of(NTK_DRIFT);
  }

  @Override
  public Course begin() {
    return new SinceStart("initial-kernel", ObservedStep::kernel) {
      @Override
      void compare(double[] now, double[] initial, Row into) {
        into.set(NTK_DRIFT, Math.sqrt(Norms.distanceSq(now, initial) / Norms.squared(initial)));
      }
    };
  }
}
