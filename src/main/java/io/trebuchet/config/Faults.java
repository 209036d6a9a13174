package io.trebuchet.config;

import io.trebuchet.config.ConfigException.Fault;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects faults, so that one reading reports all of them. */
final class Faults {
  private record Entry(Place place, Fault fault) {}

  // A fault that every point of a grid repeats counts once.
  private final Set<Entry> entries = new LinkedHashSet<>();
  private boolean others;

  void add(Place place, String path, String message) {
    entries.add(new Entry(place, new Fault(place.toString(), path, message)));
  }

  /** Says that one of them is an include or a reference to the environment. */
  void drawOnOthers() {
    others = true;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Throws if anything was added: files first, line by line, then options. */
  void throwIfAny() throws ConfigException {
    if (!entries.isEmpty()) {
      throw exception();
    }
  }

  ConfigException exception() {
    List<Fault> sorted =
        entries.stream().sorted(Comparator.comparing(Entry::place)).map(Entry::fault).toList();
    return new ConfigException(sorted, others);
  }
}
