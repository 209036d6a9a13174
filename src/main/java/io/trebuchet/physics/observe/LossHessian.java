package io.trebuchet.physics.observe;

import io.trebuchet.metrics.Metric;
import java.util.List;

/** The top eigenvalue of the loss Hessian: some tens of Hessian–vector products. */
public final class LossHessian implements Observable {
  private static final String WORD = "hessian";
  private static final Metric HESSIAN_MAX =
      Metric.of("hessian_max", "top eigenvalue of the loss Hessian", WORD);

  @Override
  public String word() {
    return WORD;
  }

  @Override
  public List<Metric> metrics() {
    return List.of(HESSIAN_MAX);
  }

  @Override
  public Course begin() {
    TopHessian top = new TopHessian();
    return (step, into) -> into.set(HESSIAN_MAX, top.of(step.state()));
  }
}
