package io.trebuchet.data;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.Parameters;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import java.util.List;
import java.util.Locale;

/** {@code data { kind = inline, x = [[…], …], y = […] }}: the points themselves. */
public final class InlineKind implements DataKind {
  @Override
  public String name() {
    return "inline";
  }

  @Override
  public DataSource read(Parameters parameters) {
    List<List<Double>> x = parameters.rows("x");
    List<Double> y = parameters.numbers("y", 1);
    if (x.size() != y.size()) {
      parameters.fault(
          "y",
          String.format(
              Locale.ROOT,
              "must have one label for each of the %d points, has %d",
              x.size(),
              y.size()));
    }
    return new Inline(x, y);
  }

  private record Inline(List<List<Double>> x, List<Double> y) implements DataSource {
    @Override
    public void check(DataFolders folders) {}

    @Override
    public Sample load(DataFolders folders, SeededRandom random) {
      double[] inputs = x.stream().flatMap(List::stream).mapToDouble(Double::doubleValue).toArray();
      double[] labels = y.stream().mapToDouble(Double::doubleValue).toArray();
      return Sample.of(Dataset.of(x.getFirst().size(), inputs, labels));
    }
  }
}
