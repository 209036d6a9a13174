package io.trebuchet.metrics;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The numbers recorded at every step, in the order of the steps export: the one list that code,
 * files and databases share. A NaN means that the metric does not apply to the model or was not
 * evaluated at that step, except in the first three, where it means that the number is not finite.
 *
 * <p>Here stand those of every run. Those that a config asks for come from {@link MetricSource}s.
 */
public final class Metric {
  /** L = (1/2D) Σ ε². */
  public static final Metric LOSS = of("loss", "training loss L = (1/2D) Σ ε²");

  /** θ². */
  public static final Metric WEIGHT_NORM_SQ =
      of("weight_norm_sq", "squared norm θ² of all weights");

  /** λ_max(H). */
  public static final Metric LAMBDA_MAX = of("lambda_max", "top eigenvalue of the NTK");

  /** ηλ_max(H). */
  public static final Metric ETA_LAMBDA =
      of("eta_lambda", "learning rate × top eigenvalue of the NTK");

  /** First layer's sparsity. */
  public static final Metric SPARSITY_1 =
      of("sparsity_1", "share of inactive units in the first hidden layer");

  /** Second layer's sparsity. */
  public static final Metric SPARSITY_2 =
      of("sparsity_2", "share of inactive units in the second hidden layer");

  /** L over the test set. */
  public static final Metric TEST_LOSS = of("test_loss", "loss over the test set");

  /** Sign agreement over the test set. */
  public static final Metric TEST_ACCURACY =
      of("test_accuracy", "share of test points on the right side of zero");

  /** ηCθ²/4. */
  public static final Metric SAFE_MARGIN =
      of("safe_margin", "ηCθ²/4; below 1 the run is certified to converge");

  /** ηC'θ²/4. */
  public static final Metric DOOMED_MARGIN =
      of("doomed_margin", "ηC'θ²/4; above 1 the run is certified not to converge");

  /** |∇L|²; recorded always, but after the columns of earlier releases. */
  public static final Metric GRADIENT_NORM_SQ =
      of("gradient_norm_sq", "squared norm of the loss gradient");

  private static final List<Metric> FIXED =
      List.of(
          LOSS,
          WEIGHT_NORM_SQ,
          LAMBDA_MAX,
          ETA_LAMBDA,
          SPARSITY_1,
          SPARSITY_2,
          TEST_LOSS,
          TEST_ACCURACY,
          SAFE_MARGIN,
          DOOMED_MARGIN);
  private static final List<Metric> ALWAYS =
      Stream.concat(FIXED.stream(), Stream.of(GRADIENT_NORM_SQ)).toList();

  private static final int UNPLACED = -1;

  private final String column;
  private final String description;
  private final String observable;
  private int index = UNPLACED;

  private Metric(String column, String description, String observable) {
    this.column = column;
    this.description = description;
    this.observable = observable;
  }

  private static Metric of(String column, String description) {
    return new Metric(column, description, "");
  }

  /** A metric of the {@link MetricSource} of this word. */
  public static Metric of(String column, String description, String observable) {
    return new Metric(column, description, observable);
  }

  /** Name in files, databases and dashboards. */
  public String column() {
    return column;
  }

  /** One line for people. */
  public String description() {
    return description;
  }

  /**
   * Position of the metric's column in a block; never stored.
   *
   * @throws IllegalArgumentException if no source has it
   */
  int index() {
    if (index == UNPLACED && !all().contains(this)) {
      throw new IllegalArgumentException(column + " is a metric of no source");
    }
    return index;
  }

  /** Puts it at its place in the one list. */
  void placeAt(int place) {
    index = place;
  }

  /** The name in {@code record.observables} that turns it on; empty for those always recorded. */
  public String observable() {
    return observable;
  }

  /** The metrics of every run, in order. */
  public static List<Metric> always() {
    return ALWAYS;
  }

  /** Those of {@link #always} that every release has had: they stand first in exports. */
  public static List<Metric> fixed() {
    return FIXED;
  }

  /** The other metrics of an export with these observables, in order: none moves an older one. */
  public static List<Metric> further(List<Metric> observables) {
    return Stream.concat(observables.stream(), ALWAYS.stream().filter(m -> !FIXED.contains(m)))
        .toList();
  }

  /** The metrics that the chosen observables add, in order. */
  public static List<Metric> of(List<String> observables) {
    return all().stream()
        .filter(metric -> !metric.observable.isEmpty() && observables.contains(metric.observable))
        .toList();
  }

  /** That of a column. */
  public static Optional<Metric> named(String column) {
    return all().stream().filter(metric -> metric.column.equals(column)).findFirst();
  }

  /** All metrics in order. */
  public static List<Metric> all() {
    return MetricList.ALL;
  }

  @Override
  public String toString() {
    return column;
  }
}
