package io.trebuchet.web;

import io.trebuchet.metrics.Metric;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The parameters of a request, in order; unknown ones are errors. */
record RequestParameters(Map<String, List<String>> values) {
  /** Takes pairs as they stand in the URL, decoded. */
  static RequestParameters of(Iterable<Map.Entry<String, String>> pairs) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (Map.Entry<String, String> pair : pairs) {
      values.computeIfAbsent(pair.getKey(), k -> new ArrayList<>()).add(pair.getValue());
    }
    return new RequestParameters(values);
  }

  /** Complains about parameters that are not among these. */
  RequestParameters only(String... names) {
    Set<String> known = Set.of(names);
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        throw BadRequest.parameter(
            String.format(
                Locale.ROOT, "unknown parameter %s; known are %s", name, String.join(", ", names)));
      }
    }
    return this;
  }

  List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  Optional<String> one(String name) {
    List<String> given = all(name);
    if (given.size() > 1) {
      throw BadRequest.parameter(
          String.format(Locale.ROOT, "%s is given %d times", name, given.size()));
    }
    return given.stream().findFirst();
  }

  /** The same words; a list is never longer than what there is to name, since none comes twice. */
  static List<String> once(String name, List<String> words) {
    Set<String> seen = new HashSet<>();
    for (String word : words) {
      if (!seen.add(word)) {
        throw BadRequest.parameter(name + ": " + word + " is named twice");
      }
    }
    return words;
  }

  /** A whole number between two limits. */
  long number(String name, long usual, long least, long most) {
    Optional<String> text = one(name);
    if (text.isEmpty()) {
      return usual;
    }
    try {
      long number = Long.parseLong(text.get());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The message below says what is expected.
    }
    throw BadRequest.parameter(
        String.format(
            Locale.ROOT,
            "%s: %s is not a whole number from %d to %d",
            name,
            text.get(),
            least,
            most));
  }

  /** Metrics by their columns, separated by commas. */
  List<Metric> metrics(List<Metric> usual) {
    Optional<String> text = one("metrics");
    if (text.isEmpty()) {
      return usual;
    }
    List<Metric> metrics = new ArrayList<>();
    for (String column : once("metrics", List.of(text.get().split(",", -1)))) {
      metrics.add(
          Metric.named(column)
              .orElseThrow(() -> BadRequest.parameter("metrics: there is no metric " + column)));
    }
    return metrics;
  }
}
