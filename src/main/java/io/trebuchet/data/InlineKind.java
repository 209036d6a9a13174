package io.trebuchet.data;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.Parameters;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code data { kind = inline, x = [[…], …], y = […] }}: the points themselves. */
public final class InlineKind implements DataKind {
  @Override
  public String name() {
    return "inline";
  }

  @Override
  public DataSource read(Parameters parameters) {
    Points train = Points.read(parameters);
    if (!parameters.has("test")) {
      return new Inline(train, Optional.empty());
    }
    Parameters section = parameters.section("test");
    Points test = Points.read(section);
    if (section.has("y") && test.outputs() != train.outputs()) {
      section.fault(
          "y",
          String.format(
              Locale.ROOT,
              "must have as many labels a point as those of training, %d, has %d",
              train.outputs(),
              test.outputs()));
    }
    if (section.has("x") && test.dimension() != train.dimension()) {
      section.fault(
          "x",
          String.format(
              Locale.ROOT,
              "must have as many components as those of training, %d, has %d",
              train.dimension(),
              test.dimension()));
    }
    return new Inline(train, Optional.of(test));
  }

  private record Points(List<List<Double>> x, List<List<Double>> y) {
    static Points read(Parameters parameters) {
      List<List<Double>> x = parameters.rows("x");
      List<List<Double>> y = parameters.rows("y");
      if (x.size() != y.size()) {
        parameters.fault(
            "y",
            String.format(
                Locale.ROOT,
                "must have one label, or one row of them, for each of the %d points, has %d",
                x.size(),
                y.size()));
      }
      return new Points(x, y);
    }

    int dimension() {
      return x.getFirst().size();
    }

    int outputs() {
      return y.getFirst().size();
    }

    Dataset dataset() {
      return Dataset.of(dimension(), outputs(), flat(x), flat(y));
    }

    private static double[] flat(List<List<Double>> rows) {
      return rows.stream().flatMap(List::stream).mapToDouble(Double::doubleValue).toArray();
    }
  }

  private record Inline(Points train, Optional<Points> test) implements DataSource {
    @Override
    public void check(DataFolders folders) {}

    @Override
    public boolean hasTestSet() {
      return test.isPresent();
    }

    @Override
    public Sample load(DataFolders folders, SeededRandom random) {
      return new Sample(train.dataset(), test.map(Points::dataset).orElse(null), Map.of());
    }
  }
}
