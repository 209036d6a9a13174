package io.trebuchet.physics.mlp;

import io.trebuchet.physics.GivenWeights;
import io.trebuchet.physics.Model;
import io.trebuchet.physics.ModelKind;
import io.trebuchet.physics.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code model.kind = mlp}. */
public final class MlpKind implements ModelKind {
  /** For the service loader. */
  public MlpKind() {}

  @Override
  public String name() {
    return "mlp";
  }

  @Override
  public Model read(Parameters parameters) {
    return GivenWeights.read(
        parameters,
        new Mlp(
            widths(parameters),
            new Activation(
                parameters.constant("activation", Activation.Kind.class),
                parameters.number("slope", -Double.MAX_VALUE, Double.MAX_VALUE)),
            parameters.number("bias-scale", 0, Double.MAX_VALUE),
            parameters.constant("parametrisation", Parametrisation.class),
            parameters.number("output-scale", Double.MIN_VALUE, Double.MAX_VALUE),
            parameters.integer("outputs", 1)));
  }

  private static List<Integer> widths(Parameters parameters) {
    List<Integer> widths = new ArrayList<>();
    for (double width : parameters.numbers("widths", 0)) {
      if (width < 1 || width != Math.rint(width) || width > Integer.MAX_VALUE) {
        parameters.fault(
            "widths",
            String.format(
                Locale.ROOT, "must be a list of whole numbers ≥ 1, one of them is %s", width));
        return List.of(1);
      }
      widths.add((int) width);
    }
    return widths;
  }
}
