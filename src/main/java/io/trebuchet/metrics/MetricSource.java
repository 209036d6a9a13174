package io.trebuchet.metrics;

import java.util.List;

/**
 * Who adds metrics to those of every run. Found by {@link java.util.ServiceLoader}, so that one
 * class on the class path is enough; it has a public constructor without parameters.
 */
public interface MetricSource {
  /** What {@code record.observables} calls it. */
  String word();

  /** Its metrics in order, each made by {@link Metric#of} with this word; the same at each call. */
  List<Metric> metrics();

  /** Those on the class path, in order: of each class one object. */
  static List<MetricSource> all() {
    return MetricList.SOURCES;
  }

  /** Those of these words that are not on the class path. */
  static List<String> missing(List<String> words) {
    return words.stream()
        .filter(word -> all().stream().noneMatch(source -> source.word().equals(word)))
        .toList();
  }
}
