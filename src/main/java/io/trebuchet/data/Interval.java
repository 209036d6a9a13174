package io.trebuchet.data;

import io.trebuchet.physics.Parameters;
import io.trebuchet.physics.SeededRandom;
import java.util.List;

/** Where numbers are drawn from, uniformly. */
record Interval(double low, double high) {
  static Interval read(Parameters parameters, String key) {
    List<Double> ends = parameters.numbers(key, 2);
    if (ends.size() != 2 || ends.get(0) > ends.get(1)) {
      parameters.fault(key, "must be an interval [low, high] with low ≤ high");
      return new Interval(-0.5, 0.5);
    }
    return new Interval(ends.get(0), ends.get(1));
  }

  double[] draw(int count, SeededRandom random) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.uniform(low, high);
    }
    return values;
  }
}
