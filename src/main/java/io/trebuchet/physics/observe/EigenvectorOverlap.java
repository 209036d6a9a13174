package io.trebuchet.physics.observe;

import io.trebuchet.metrics.Metric;
import java.util.List;

/** |e_t·e_0| of the NTK's top eigenvectors now and at step 0: a few products with a D×D matrix. */
public final class EigenvectorOverlap implements Observable {
  private static final String WORD = "eigenvector-overlap";
  private static final Metric EIGENVECTOR_OVERLAP =
      Metric.of("eigenvector_overlap", "overlap of the top eigenvector with that at step 0", WORD);

  @Override
  public String word() {
    return WORD;
  }

  @Override
  public List<Metric> metrics() {
    return List.of(EIGENVECTOR_OVERLAP);
  }

  @Override
  public Course begin() {
    return new SinceStart("initial-vector", ObservedStep::topVector) {
      @Override
      void compare(double[] now, double[] initial, Row into) {
        into.set(EIGENVECTOR_OVERLAP, Math.abs(Norms.dot(now, initial)));
      }
    };
  }
}
