package io.trebuchet.physics.observe;

import io.trebuchet.metrics.Metric;
import io.trebuchet.physics.linalg.Eigenvalues;
import java.util.List;

/** λ_2 and λ_3, the next eigenvalues of the NTK: a full decomposition of a D×D matrix. */
public final class NtkTop3 implements Observable {
  private static final String WORD = "ntk-top-3";
  private static final Metric LAMBDA_2 =
      Metric.of("lambda_2", "second eigenvalue of the NTK", WORD);
  private static final Metric LAMBDA_3 = Metric.of("lambda_3", "third eigenvalue of the NTK", WORD);

  @Override
  public String word() {
    return WORD;
  }

  @Override
  public List<Metric> metrics() {
    return List.of(LAMBDA_2, LAMBDA_3);
  }

  @Override
  public Course begin() {
    return (step, into) -> {
      int size = step.residuals().length;
      double[] ascending = Eigenvalues.all(step.kernel(), size);
      into.set(LAMBDA_2, size > 1 ? ascending[size - 2] : Double.NaN);
      into.set(LAMBDA_3, size > 2 ? ascending[size - 3] : Double.NaN);
    };
  }
}
