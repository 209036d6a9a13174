package example;

import io.trebuchet.metrics.Metric;
import io.trebuchet.physics.observe.Observable;
import java.util.List;

/** record.observables = [kernel-trace]: the trace of the NTK, and how much of it is λ_max. */
public final class KernelTrace implements Observable {
  private static final String WORD = "kernel-trace";
  private static final Metric TRACE = Metric.of("kernel_trace", "trace of the NTK", WORD);
  private static final Metric SHARE =
      Metric.of("kernel_top_share", "share of the NTK's trace that is its top eigenvalue", WORD);

  @Override
  public String word() {
    return WORD;
  }

  @Override
  public List<Metric> metrics() {
    return List.of(TRACE, SHARE);
  }

  @Override
  public Course begin() {
    return (step, into) -> {
      int size = step.residuals().length;
      double trace = 0;
      for (int i = 0; i < size; i++) {
        trace += step.kernel()[i * size + i];
      }
      into.set(TRACE, trace);
      into.set(SHARE, step.measurement().lambdaMax / trace);
    };
  }
}
