package io.trebuchet.physics.observe;

import io.trebuchet.metrics.Metric;
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
  private final List<Chosen> chosen;
  private final ObservedStep.Vectors vectors = new ObservedStep.Vectors();
  private boolean begun;

  private Observer(List<Observable> chosen) {
    this.chosen = chosen.stream().map(Chosen::of).toList();
  }

  /** An observable and its course, which sets no metric but its own. */
  private record Chosen(Observable observable, String word, Observable.Course course) {
    static Chosen of(Observable observable) {
      return new Chosen(observable, observable.word(), observable.begin());
    }

    void observe(ObservedStep step, Observable.Row into) {
      try {
        course.observe(step, (metric, value) -> into.set(own(metric), value));
      } catch (RuntimeException | LinkageError | StackOverflowError e) {
        throw new IllegalStateException(
            "observable " + word + " (" + observable.getClass().getName() + "): " + e, e);
      }
    }

    private Metric own(Metric metric) {
      if (!metric.observable().equals(word)) {
        throw new IllegalArgumentException("it sets " + metric + ", which is not its own");
      }
      return metric;
    }
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
      observer.chosen.forEach(each -> each.course().resume(state));
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
      for (Chosen each : chosen) {
        each.course()
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
    for (Chosen each : chosen) {
      each.observe(step, into);
    }
    begun = true;
  }
}
