package io.trebuchet.data;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.Parameters;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;

/**
 * {@code data.kind = uniform}: random points, inputs and labels drawn independently of each other.
 */
public final class UniformKind implements DataKind {
  @Override
  public String name() {
    return "uniform";
  }

  @Override
  public DataSource read(Parameters parameters) {
    return new Uniform(
        parameters.integer("dimension", 1),
        parameters.integer("train", 1),
        Draws.read(parameters, "x"),
        Draws.read(parameters, "y"));
  }

  private record Uniform(int dimension, int train, Draws x, Draws y) implements DataSource {
    @Override
    public void check(DataFolders folders) {}

    @Override
    public Sample load(DataFolders folders, SeededRandom random) {
      double[] inputs = x.draw(Math.multiplyExact(train, dimension), random.split("x"));
      return Sample.of(Dataset.of(dimension, inputs, y.draw(train, random.split("y"))));
    }
  }
}
