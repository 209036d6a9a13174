package io.trebuchet.physics;

import java.util.List;
import java.util.Map;

/** Reads {@code model { kind = pure-quadratic, … }}. */
public final class PureQuadraticKind implements ModelKind {
  @Override
  public String name() {
    return "pure-quadratic";
  }

  @Override
  public Model read(Parameters parameters) {
    int n = parameters.integer("n", 2);
    double zetaSq = parameters.quotient("zeta2", Map.of("n", (double) n));
    Parameters spectrum = parameters.section("eigenvalues");
    List<Double> positive = spectrum.numbers("positive", 2);
    boolean mirrored = spectrum.flag("mirrored");
    if (positive.size() != 2 || positive.get(0) <= 0 || positive.get(0) > positive.get(1)) {
      spectrum.fault("positive", "must be an interval [low, high] with 0 < low ≤ high");
      positive = List.of(1.0, 1.0);
    }
    if (mirrored && n % 2 != 0) {
      parameters.fault("n", "must be even where eigenvalues come in ± pairs");
    }
    return new PureQuadratic(n, zetaSq, positive.get(0), positive.get(1), mirrored);
  }
}
