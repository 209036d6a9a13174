package io.trebuchet.physics.observe;

import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricSource;
import io.trebuchet.physics.DescentState;
import java.util.List;
import java.util.Map;

/**
 * Further metrics of every step, computed from a trial's state whatever its model, that {@code
 * record.observables} can ask for by their word. Each costs time, so none is on. A class on the
 * class path is found as a {@link MetricSource}.
 */
public interface Observable extends MetricSource {
  /** What {@code record.observables} calls it. */
  @Override
  String word();

  /** Whether every run records it, asked for or not. */
  default boolean always() {
    return false;
  }

  /** That of one trial, before step 0. */
  Course begin();

  /** Those on the class path, in order. */
  static List<Observable> all() {
    return MetricSource.all().stream()
        .filter(Observable.class::isInstance)
        .map(Observable.class::cast)
        .toList();
  }

  /** An observable along one trial, on one thread. */
  interface Course {
    /** Observes the steps in order, each recorded or not; a metric that is not set is NaN. */
    void observe(ObservedStep step, Row into);

    /**
     * What later steps depend on, for {@link #resume}, under names that no other observable has,
     * such as its word and a point before them.
     */
    default Map<String, double[]> state() {
      return Map.of();
    }

    /**
     * Goes on after the step of a captured state, in which other observables' arrays are too.
     *
     * @throws IllegalArgumentException if the state is of another choice
     */
    default void resume(DescentState state) {}
  }

  /** The metrics of a step. */
  interface Row {
    /** Sets one of the observable's own. */
    void set(Metric metric, double value);
  }
}
