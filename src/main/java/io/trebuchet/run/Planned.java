package io.trebuchet.run;

import io.trebuchet.config.TrialSpec;
import io.trebuchet.metrics.TrialState;
import java.util.List;

/** Trials of a config before any of them begins, as viewers see them. */
final class Planned {
  private Planned() {}

  static List<TrialState> trials(List<TrialSpec> specs) {
    return specs.stream().map(Planned::pending).toList();
  }

  private static TrialState pending(TrialSpec spec) {
    // λ_max(H_0) is not known yet.
    double c = spec.rate().c(Double.NaN);
    double eta = spec.rate().eta(Double.NaN);
    return TrialState.pending(spec.id(), spec.seed(), spec.point().joinedParams(), c, eta);
  }
}
