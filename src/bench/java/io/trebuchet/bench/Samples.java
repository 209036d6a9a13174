package io.trebuchet.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Repeated measurements of one quantity. */
public final class Samples {
  private final List<Double> sorted = new ArrayList<>();

  /** Takes one more. */
  public void add(double value) {
    sorted.add(value);
    sorted.sort(Double::compare);
  }

  boolean isEmpty() {
    return sorted.isEmpty();
  }

  /** The middle one; NaN if there is none. */
  public double median() {
    int size = sorted.size();
    return size == 0 ? Double.NaN : (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
  }

  /** Half the distance of the extremes, relative to the median; NaN if there is none. */
  double spread() {
    return isEmpty() ? Double.NaN : (sorted.getLast() - sorted.getFirst()) / 2 / median();
  }

  /** Seconds as {@code 12.3 µs ±4%}, without the unit. */
  String micros() {
    return isEmpty()
        ? "–"
        : String.format(Locale.ROOT, "%s ±%.0f%%", Figures.three(1e6 * median()), 100 * spread());
  }
}
