package io.trebuchet.config;

import io.trebuchet.physics.Model;
import io.trebuchet.physics.ModelKind;
import io.trebuchet.physics.Parameters;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A model kind that reads a key of every type and cannot be trained. */
public final class SampleModelKind implements ModelKind {
  /** What was read. */
  record SampleModel(
      int width,
      double scale,
      double zeta2,
      String shape,
      boolean mirrored,
      Optional<String> file,
      List<Double> interval)
      implements Model {
    @Override
    public Problem on(Sample sample, SeededRandom random) {
      throw new UnsupportedOperationException("only its settings are tested");
    }
  }

  @Override
  public String name() {
    return "sample-model";
  }

  @Override
  public Model read(Parameters parameters) {
    int width = parameters.integer("width", 2);
    Parameters inner = parameters.section("inner");
    if (width == 13) {
      throw new IllegalArgumentException("width 13 is refused");
    }
    if (width == 14) {
      parameters.fault("width", "must not be 14");
    }
    return new SampleModel(
        width,
        parameters.number("scale", 0, 10),
        parameters.quotient("zeta2", Map.of("n", (double) width, "n-psi", 4.0)),
        parameters.choice("shape", List.of("round", "square")),
        inner.has("mirrored") && inner.flag("mirrored"),
        parameters.text("file"),
        inner.numbers("interval", 2));
  }
}
