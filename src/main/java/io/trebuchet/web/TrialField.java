package io.trebuchet.web;

import io.trebuchet.metrics.TrialColumn;
import io.trebuchet.metrics.TrialState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * A column of the API's trials: those of {@code trials.csv}, empty until known, and the live ones.
 */
record TrialField(String name, TrialColumn.Kind kind, Function<TrialState, String> text) {
  private static final List<TrialField> ALL = fields();

  static List<TrialField> all() {
    return ALL;
  }

  static TrialField of(String name) {
    return find(name).orElseThrow(() -> BadRequest.parameter("there is no column " + name));
  }

  static Optional<TrialField> find(String name) {
    return ALL.stream().filter(field -> field.name.equals(name)).findFirst();
  }

  /** The number in a numeric column, NaN if empty. */
  double number(TrialState trial) {
    String value = text.apply(trial);
    return value.isEmpty() ? Double.NaN : Double.parseDouble(value);
  }

  private static List<TrialField> fields() {
    List<TrialField> fields = new ArrayList<>();
    fields.add(new TrialField("trial", TrialColumn.Kind.TEXT, TrialState::trial));
    fields.add(new TrialField("state", TrialColumn.Kind.TEXT, t -> t.stage().word()));
    fields.add(new TrialField("seed", TrialColumn.Kind.INTEGER, t -> Long.toString(t.seed())));
    fields.add(new TrialField("params", TrialColumn.Kind.TEXT, TrialState::params));
    fields.add(number("c", TrialState::c));
    fields.add(number("learning_rate", TrialState::learningRate));
    fields.add(
        new TrialField(
            "step", TrialColumn.Kind.INTEGER, t -> t.step() < 0 ? "" : Long.toString(t.step())));
    fields.add(number("loss", TrialState::loss));
    fields.add(number("eta_lambda", TrialState::etaLambda));
    fields.add(number("weight_norm_ratio", TrialState::weightNormRatio));
    fields.add(number("sparsity_1", TrialState::sparsity1));
    fields.add(number("test_loss", TrialState::testLoss));
    fields.add(number("loss_initial", TrialState::lossInitial));
    fields.add(number("loss_max", TrialState::lossMax));
    for (TrialColumn column : TrialColumn.all()) {
      if (fields.stream().noneMatch(field -> field.name.equals(column.name()))) {
        fields.add(
            new TrialField(
                column.name(),
                column.kind(),
                t -> t.result() == null ? "" : column.text().apply(t.result())));
      }
    }
    return List.copyOf(fields);
  }

  private static TrialField number(String name, ToDoubleFunction<TrialState> value) {
    return new TrialField(
        name,
        TrialColumn.Kind.NUMBER,
        trial -> {
          double number = value.applyAsDouble(trial);
          return Double.isFinite(number) ? Double.toString(number) : "";
        });
  }
}
