package io.trebuchet.trial;

import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.physics.DescentState;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Observed;
import io.trebuchet.physics.observe.Observable;
import io.trebuchet.physics.observe.Observation;
import io.trebuchet.physics.observe.Observer;
import java.util.List;

/** Writes the chosen observables of a trial's state into the row of its step. */
final class ObservableRows {
  private final List<Observable> chosen;
  private final Observer observer;
  private final Observation values = new Observation();
  private final MetricBlock.Builder rows;

  /** Goes on from an observer's state, one without arrays before the first step. */
  ObservableRows(List<Observable> chosen, DescentState state, MetricBlock.Builder rows) {
    this.chosen = chosen;
    this.observer = Observer.resume(chosen, state);
    this.rows = rows;
  }

  DescentState state() {
    return observer.state();
  }

  void observe(GradientDescent descent, Measurement m) {
    Observed state = descent.observed();
    if (state == null) {
      throw new UnsupportedOperationException(
          "this model offers no observables: leave record.observables empty");
    }
    observer.observe(state, m, values);
    for (Observable observable : chosen) {
      write(observable);
    }
  }

  private void write(Observable observable) {
    switch (observable) {
      case NTK_TOP_3 -> {
        rows.set(Metric.LAMBDA_2, values.lambda2);
        rows.set(Metric.LAMBDA_3, values.lambda3);
      }
      case RESIDUAL_ALIGNMENT -> rows.set(Metric.RESIDUAL_ALIGNMENT, values.residualAlignment);
      case EIGENVECTOR_OVERLAP -> rows.set(Metric.EIGENVECTOR_OVERLAP, values.eigenvectorOverlap);
      case HESSIAN -> rows.set(Metric.HESSIAN_MAX, values.hessianMax);
      case LAYER_NORMS -> {
        rows.set(Metric.LAYER_NORM_SQ_1, values.layerNormSq[0]);
        rows.set(Metric.LAYER_NORM_SQ_2, values.layerNormSq[1]);
        rows.set(Metric.LAYER_NORM_SQ_3, values.layerNormSq[2]);
      }
      case NTK_DRIFT -> rows.set(Metric.NTK_DRIFT, values.ntkDrift);
      case WEIGHT_DISTANCE -> rows.set(Metric.WEIGHT_DISTANCE, values.weightDistance);
      case UNITS -> {
        rows.set(Metric.UNITS_DEAD, values.deadUnits);
        rows.set(Metric.UNITS_FLIPPED, values.flippedUnits);
      }
      case SENSITIVITY -> rows.set(Metric.SENSITIVITY, values.sensitivity);
    }
  }
}
