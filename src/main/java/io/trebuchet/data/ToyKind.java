package io.trebuchet.data;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.Parameters;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;

/** Reads {@code data { kind = toy, x = 1, y = 0 }}: one point in one dimension. */
public final class ToyKind implements DataKind {
  @Override
  public String name() {
    return "toy";
  }

  @Override
  public DataSource read(Parameters parameters) {
    double x = parameters.number("x", -Double.MAX_VALUE, Double.MAX_VALUE);
    double y = parameters.number("y", -Double.MAX_VALUE, Double.MAX_VALUE);
    if (x == 0) {
      parameters.fault("x", "must not be 0: every output would be 0");
    }
    return new Toy(x, y);
  }

  private record Toy(double x, double y) implements DataSource {
    @Override
    public void check(DataFolders folders) {}

    @Override
    public Sample load(DataFolders folders, SeededRandom random) {
      return Sample.of(Dataset.of(1, new double[] {x}, new double[] {y}));
    }
  }
}
