package io.trebuchet.physics.observe;

import io.trebuchet.metrics.Metric;
import io.trebuchet.physics.DescentState;
import java.util.List;
import java.util.Map;

/** Σ log|1 − ηλ_max| over the steps before: how much rounding has been amplified; free. */
public final class Sensitivity implements Observable {
  private static final String WORD = "sensitivity";
  private static final Metric SENSITIVITY =
      Metric.of("sensitivity", "log of how much the steps so far have amplified rounding", WORD);

  @Override
  public String word() {
    return WORD;
  }

  @Override
  public List<Metric> metrics() {
    return List.of(SENSITIVITY);
  }

  @Override
  public Course begin() {
    return new Sum();
  }

  private static final class Sum implements Course {
    private static final String AMPLIFIED = "amplified";

    private double amplified;

    @Override
    public void observe(ObservedStep step, Row into) {
      into.set(SENSITIVITY, amplified);
      // A step forgets no more than its own rounding leaves.
      double factor = Math.abs(1 - step.measurement().etaLambda);
      amplified += StrictMath.log(Math.max(factor, Math.ulp(1.0)));
    }

    @Override
    public Map<String, double[]> state() {
      return Map.of(AMPLIFIED, new double[] {amplified});
    }

    @Override
    public void resume(DescentState state) {
      // States from before the sensitivity was observed have none.
      amplified = state.arrays().getOrDefault(AMPLIFIED, new double[1])[0];
    }
  }
}
