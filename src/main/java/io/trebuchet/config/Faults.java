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

  /** Also those of another reading. */
  void addAll(Faults more) {
    entries.addAll(more.entries);
    others |= more.others;
  }

  /** Whether one is of a section or of something in it. */
  boolean concern(String section) {
    return entries.stream()
        .map(entry -> entry.fault().path())
        .anyMatch(path -> path.equals(section) || path.startsWith(section + "."));
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Files first, line by line, then options. */
  ConfigException exception() {
    return exception(Sound.NOTHING);
  }

  /** The same, with what has no faults. */
  ConfigException exception(Sound rest) {
    List<Fault> sorted =
        entries.stream().sorted(Comparator.comparing(Entry::place)).map(Entry::fault).toList();
    return new ConfigException(sorted, others, rest);
  }
}
