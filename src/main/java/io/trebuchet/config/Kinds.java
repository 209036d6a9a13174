package io.trebuchet.config;

import com.typesafe.config.ConfigObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.TreeMap;
import java.util.function.Function;

/** The kinds that one section's {@code kind} can name, and their defaults. */
final class Kinds<V> {
  private final Map<String, Function<Settings, V>> readers = new TreeMap<>();
  private final ConfigObject defaults;

  /** No kinds yet; {@code defaults} holds an object for each name. */
  Kinds(ConfigObject defaults) {
    this.defaults = defaults;
  }

  /**
   * Adds a kind.
   *
   * @throws ServiceConfigurationError if there is one of this name
   */
  void add(String name, Function<Settings, V> reader) {
    if (readers.put(name, reader) != null) {
      throw new ServiceConfigurationError("two kinds are called " + name);
    }
  }

  /** What a section's kind made of it; nothing if there is no such kind or it refused. */
  record Reading<V>(Section section, Optional<V> value) {}

  /** Reads a section over the defaults of the kind it names. */
  Reading<V> read(Section section) {
    List<String> names = List.copyOf(readers.keySet());
    Optional<String> name =
        section.read(
            "kind",
            "one of " + String.join(", ", names),
            value -> Values.scalar(value).filter(names::contains));
    if (name.isEmpty()) {
      section.abandon();
      return new Reading<>(section, Optional.empty());
    }
    return read(section, name.get());
  }

  private Reading<V> read(Section section, String name) {
    Section full =
        section.over(defaults.get(name) instanceof ConfigObject own ? own : Section.EMPTY);
    full.has("kind");
    try {
      V value = Objects.requireNonNull(readers.get(name)).apply(new Settings(full));
      return new Reading<>(full, Optional.of(value));
    } catch (IllegalArgumentException e) {
      full.fault(String.valueOf(e.getMessage()));
      full.abandon();
      return new Reading<>(full, Optional.empty());
    }
  }
}
