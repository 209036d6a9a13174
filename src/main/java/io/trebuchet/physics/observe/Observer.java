package io.trebuchet.physics.observe;

import io.trebuchet.physics.DescentState;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Observed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Computes the observables of one trial, whatever its model. The first observation is that of step
 * 0, which some compare the later ones with.
 */
public final class Observer {
  private final List<Observable.Course> courses;
  private final ObservedStep.Vectors vectors = new ObservedStep.Vectors();
  private boolean begun;

  private Observer(List<Observable> chosen) {
    courses = chosen.stream().map(Observable::begin).toList();
  }

  /** An observer before step 0. */
  public static Observer create(List<Observable> chosen) {
    return new Observer(chosen);
  }

  /**
   * An observer that goes on as if it had made the observations of a captured one.
   *
   * @throws IllegalArgumentException if the state is of another choice
   */
  public static Observer resume(List<Observable> chosen, DescentState state) {
    Observer observer = create(chosen);
    if (!state.arrays().isEmpty()) {
      observer.courses.forEach(course -> course.resume(state));
      observer.vectors.restore(state);
      observer.begun = true;
    }
    return observer;
  }

  /**
   * What later observations depend on, for {@link #resume}; without arrays before the first.
   *
   * @throws IllegalStateException if two observables keep something under one name
   */
  public DescentState state() {
    Map<String, double[]> arrays = new HashMap<>();
    if (begun) {
      vectors.save(arrays);
      for (Observable.Course course : courses) {
        course
            .state()
            .forEach(
                (name, array) -> {
                  if (arrays.put(name, array.clone()) != null) {
                    throw new IllegalStateException("two observables keep a state named " + name);
                  }
                });
      }
    }
    return DescentState.of(arrays);
  }

  /** Computes what was chosen. */
  public void observe(Observed state, Measurement m, Observable.Row into) {
    ObservedStep step = new ObservedStep(state, m, vectors);
    for (Observable.Course course : courses) {
      course.observe(step, into);
    }
    begun = true;
  }
}
