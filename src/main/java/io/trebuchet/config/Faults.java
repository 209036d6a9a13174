package io.trebuchet.config;

import io.trebuchet.config.ConfigException.Fault;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects faults, so that one reading reports all of them. */
final class Faults {
  private record Entry(Place place, Fault fault) {}

  // A fault that every point of a grid repeats counts once.
  private final Set<Entry> entries = new LinkedHashSet<>();

  void add(Place place, String path, String message) {
    entries.add(new Entry(place, new Fault(place.toString(), path, message)));
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  int count() {
    return entries.size();
  }

  /** Throws if anything was added: files first, line by line, then options. */
  void throwIfAny() throws ConfigException {
    if (!entries.isEmpty()) {
      throw exception();
    }
  }

  ConfigException exception() {
    List<Fault> sorted =
        entries.stream()
            .sorted((a, b) -> a.place().compareTo(b.place()))
            .map(Entry::fault)
            .toList();
    return new ConfigException(sorted);
  }
}
