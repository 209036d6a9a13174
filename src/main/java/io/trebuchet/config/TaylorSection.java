package io.trebuchet.config;

import io.trebuchet.physics.Model;
import io.trebuchet.physics.taylor.TaylorModel;
import io.trebuchet.physics.training.Trainable;
import io.trebuchet.physics.training.TrainedModel;
import java.util.List;
import java.util.Optional;

/** {@code model { kind = taylor, of { kind = …, … }, order = 1 }}: a model of any other kind. */
final class TaylorSection {
  static final String KIND = "taylor";

  private static final String OF = "of";

  private TaylorSection() {}

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException where the model that it is of cannot be had
   */
  static Model read(Settings settings, Kinds<Model> models) {
    int order = Integer.parseInt(settings.choice("order", List.of("1", "2")));
    Kinds.Reading<Model> of = models.read(settings.at().section(OF));
    settings.at().put(OF, of.section());
    if (of.value().isEmpty()) {
      throw new IllegalArgumentException("what model.of says is no model");
    }
    Optional<Trainable> trainable = TrainedModel.trainable(of.value().get());
    if (trainable.isEmpty()) {
      throw new IllegalArgumentException(
          "model.of: models of this kind tell no derivatives of their outputs; choose another,"
              + " such as mlp");
    }
    return new TaylorModel(of.value().get(), trainable.get(), order);
  }
}
