package io.trebuchet.physics;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that the next steps of a trial depend on, as named arrays of doubles: weights or the
 * reduced state, accumulators, warm-start vectors; counters are exact below 2⁵³. Owns its arrays,
 * which nobody changes.
 */
public final class DescentState {
  private final Map<String, double[]> arrays;

  private DescentState(Map<String, double[]> arrays) {
    this.arrays = Collections.unmodifiableMap(new TreeMap<>(arrays));
  }

  /** A state of these arrays, which are handed over. */
  public static DescentState of(Map<String, double[]> arrays) {
    return new DescentState(arrays);
  }

  /** All arrays by name; read-only. */
  public Map<String, double[]> arrays() {
    return arrays;
  }

  /**
   * One array; read-only.
   *
   * @throws IllegalArgumentException if there is none of this name and length: the state is of
   *     another model
   */
  public double[] array(String name, int length) {
    double[] array = arrays.get(name);
    if (array == null || array.length != length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the state does not fit this model: '%s' has %s numbers where %d are needed",
              name,
              array == null ? "no" : array.length,
              length));
    }
    return array;
  }

  /**
   * One array of any length; read-only.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public double[] array(String name) {
    double[] array = arrays.get(name);
    if (array == null) {
      throw new IllegalArgumentException("the state has no '" + name + "'");
    }
    return array;
  }

  /** One number kept under a name of its own. */
  public double number(String name) {
    return array(name, 1)[0];
  }
}
