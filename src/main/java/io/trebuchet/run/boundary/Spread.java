package io.trebuchet.run.boundary;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * Mean and scatter of some values.
 *
 * @param mean NaN without values
 * @param deviation the sample standard deviation (n − 1 below the bar), NaN below two values
 */
public record Spread(int count, double mean, double deviation) {
  /** The spread of values. */
  public static Spread of(DoubleStream values) {
    double[] all = values.toArray();
    double mean = Arrays.stream(all).average().orElse(Double.NaN);
    double squares = Arrays.stream(all).map(value -> (value - mean) * (value - mean)).sum();
    double deviation = all.length < 2 ? Double.NaN : Math.sqrt(squares / (all.length - 1));
    return new Spread(all.length, mean, deviation);
  }
}
