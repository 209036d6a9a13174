package io.trebuchet.metrics;

import java.util.List;
import java.util.stream.Stream;

/**
 * The numbers recorded at every step, in the order of the steps export: the one list that code,
 * files and databases share. A NaN means that the metric does not apply to the model or was not
 * evaluated at that step, except in the first three, where it means that the number is not finite.
 */
public enum Metric {
  /** L = (1/2D) Σ ε². */
  LOSS("loss", "training loss L = (1/2D) Σ ε²"),
  /** θ². */
  WEIGHT_NORM_SQ("weight_norm_sq", "squared norm θ² of all weights"),
  /** λ_max(H). */
  LAMBDA_MAX("lambda_max", "top eigenvalue of the NTK"),
  /** ηλ_max(H). */
  ETA_LAMBDA("eta_lambda", "learning rate × top eigenvalue of the NTK"),
  /** First layer's sparsity. */
  SPARSITY_1("sparsity_1", "share of inactive units in the first hidden layer"),
  /** Second layer's sparsity. */
  SPARSITY_2("sparsity_2", "share of inactive units in the second hidden layer"),
  /** L over the test set. */
  TEST_LOSS("test_loss", "loss over the test set"),
  /** Sign agreement over the test set. */
  TEST_ACCURACY("test_accuracy", "share of test points on the right side of zero"),
  /** ηCθ²/4. */
  SAFE_MARGIN("safe_margin", "ηCθ²/4; below 1 the run is certified to converge"),
  /** ηC'θ²/4. */
  DOOMED_MARGIN("doomed_margin", "ηC'θ²/4; above 1 the run is certified not to converge"),

  /** Second eigenvalue of the NTK. */
  LAMBDA_2("lambda_2", "second eigenvalue of the NTK", "ntk-top-3"),
  /** Third eigenvalue of the NTK. */
  LAMBDA_3("lambda_3", "third eigenvalue of the NTK", "ntk-top-3"),
  /** (ε·e)²/|ε|². */
  RESIDUAL_ALIGNMENT(
      "residual_alignment", "share of |ε|² along the top eigenvector", "residual-alignment"),
  /** |e_t·e_0|. */
  EIGENVECTOR_OVERLAP(
      "eigenvector_overlap",
      "overlap of the top eigenvector with that at step 0",
      "eigenvector-overlap"),
  /** Top eigenvalue of the loss Hessian. */
  HESSIAN_MAX("hessian_max", "top eigenvalue of the loss Hessian", "hessian"),
  /** First layer's squared norm. */
  LAYER_NORM_SQ_1("layer_norm_sq_1", "squared norm of the first layer", "layer-norms"),
  /** Second layer's squared norm. */
  LAYER_NORM_SQ_2("layer_norm_sq_2", "squared norm of the second layer", "layer-norms"),
  /** Third layer's squared norm. */
  LAYER_NORM_SQ_3("layer_norm_sq_3", "squared norm of the third layer", "layer-norms"),
  /** ‖H − H_0‖/‖H_0‖. */
  NTK_DRIFT("ntk_drift", "relative distance of the NTK from that at step 0", "ntk-drift"),
  /** |θ − θ_0|. */
  WEIGHT_DISTANCE(
      "weight_distance", "distance of the weights from those at step 0", "weight-distance"),
  /** Units inactive on all data. */
  UNITS_DEAD("units_dead", "hidden units that are inactive on all data", "units"),
  /** Activations that changed. */
  UNITS_FLIPPED("units_flipped", "activations that changed since the step before", "units"),

  /** |∇L|²; recorded always, but after the columns of earlier releases. */
  GRADIENT_NORM_SQ("gradient_norm_sq", "squared norm of the loss gradient"),

  /** Σ log|1 − ηλ_max| over the steps before. */
  SENSITIVITY(
      "sensitivity", "log of how much the steps so far have amplified rounding", "sensitivity");

  private static final List<Metric> ALL = List.of(values());
  private static final List<Metric> ALWAYS =
      ALL.stream().filter(metric -> metric.observable.isEmpty()).toList();
  private static final List<Metric> FIXED =
      ALWAYS.stream().filter(metric -> metric != GRADIENT_NORM_SQ).toList();

  private final String column;
  private final String description;
  private final String observable;

  Metric(String column, String description) {
    this(column, description, "");
  }

  Metric(String column, String description, String observable) {
    this.column = column;
    this.description = description;
    this.observable = observable;
  }

  /** Name in files, databases and dashboards. */
  public String column() {
    return column;
  }

  /** One line for people. */
  public String description() {
    return description;
  }

  /** Position of the metric's column in a block. */
  @SuppressWarnings("EnumOrdinal") // columns are laid out in the enum's order, never stored by it
  int index() {
    return ordinal();
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
    return ALL.stream()
        .filter(metric -> !metric.observable.isEmpty() && observables.contains(metric.observable))
        .toList();
  }

  /** All metrics in order. */
  public static List<Metric> all() {
    return ALL;
  }
}
