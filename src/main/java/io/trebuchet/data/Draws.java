package io.trebuchet.data;

import io.trebuchet.physics.Parameters;
import io.trebuchet.physics.SeededRandom;
import java.util.List;

/** Where random numbers come from. */
sealed interface Draws {
  /** Reads an interval [low, high], or the word {@code normal}. */
  static Draws read(Parameters parameters, String key) {
    if (parameters.isWord(key, "normal")) {
      return new Normal();
    }
    List<Double> ends = parameters.numbers(key, 2);
    if (ends.size() != 2 || ends.get(0) > ends.get(1)) {
      parameters.fault(key, "must be an interval [low, high] with low ≤ high, or normal");
      return new Interval(-0.5, 0.5);
    }
    return new Interval(ends.get(0), ends.get(1));
  }

  /** One number. */
  double draw(SeededRandom random);

  /** Some numbers. */
  default double[] draw(int count, SeededRandom random) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = draw(random);
    }
    return values;
  }

  /** Uniform between two ends. */
  record Interval(double low, double high) implements Draws {
    @Override
    public double draw(SeededRandom random) {
      return random.uniform(low, high);
    }
  }

  /** Normal with mean 0 and variance 1. */
  record Normal() implements Draws {
    @Override
    public double draw(SeededRandom random) {
      return random.gaussian();
    }
  }
}
