package io.trebuchet.physics.observe;

import io.trebuchet.physics.DescentState;
import java.util.Map;
import java.util.function.Function;

/** An observable that compares a vector of each step with that of step 0. */
abstract class SinceStart implements Observable.Course {
  private final String name;
  private final Function<ObservedStep, double[]> vector;
  private double[] initial = {};

  SinceStart(String name, Function<ObservedStep, double[]> vector) {
    this.name = name;
    this.vector = vector;
  }

  abstract void compare(double[] now, double[] initial, Observable.Row into);

  @Override
  public final void observe(ObservedStep step, Observable.Row into) {
    double[] now = vector.apply(step);
    if (initial.length == 0) {
      initial = now.clone();
    }
    compare(now, initial, into);
  }

  @Override
  public final Map<String, double[]> state() {
    return Map.of(name, initial);
  }

  @Override
  public final void resume(DescentState state) {
    initial = state.array(name).clone();
  }
}
