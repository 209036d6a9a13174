package io.trebuchet.metrics;

import java.util.List;

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
  DOOMED_MARGIN("doomed_margin", "ηC'θ²/4; above 1 the run is certified not to converge");

  private static final List<Metric> ALL = List.of(values());

  private final String column;
  private final String description;

  Metric(String column, String description) {
    this.column = column;
    this.description = description;
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

  /** All metrics in order. */
  public static List<Metric> all() {
    return ALL;
  }
}
