package io.trebuchet.physics.observe;

import io.trebuchet.metrics.Metric;
import java.util.List;

/** Share of |ε|² along the top eigenvector of the NTK: a few products with a D×D matrix. */
public final class ResidualAlignment implements Observable {
  private static final String WORD = "residual-alignment";
  private static final Metric RESIDUAL_ALIGNMENT =
      Metric.of("residual_alignment", "share of |ε|² along the top eigenvector", WORD);

  @Override
  public String word() {
    return WORD;
  }

  @Override
  public List<Metric> metrics() {
    return List.of(RESIDUAL_ALIGNMENT);
  }

  @Override
  public Course begin() {
    return (step, into) -> {
      double along = Norms.dot(step.residuals(), step.topVector());
      into.set(RESIDUAL_ALIGNMENT, along * along / Norms.squared(step.residuals()));
    };
  }
}
