package io.trebuchet.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.trebuchet.physics.Parameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The kinds that one section's {@code kind} can name, and their defaults. */
final class Kinds<V> {
  private final Map<String, Function<Parameters, V>> readers = new TreeMap<>();
  private final ConfigObject defaults;

  /** No kinds yet; {@code defaults} holds an object for each name. */
  Kinds(ConfigObject defaults) {
    this.defaults = defaults;
  }

  /**
   * Adds a kind.
   *
   * @throws IllegalStateException if there is one of this name
   */
  void add(String name, Function<Parameters, V> reader) {
    if (readers.put(name, reader) != null) {
      throw new IllegalStateException("two kinds are called " + name);
    }
  }

  /** What a section's kind made of it; nothing if there is no such kind or it refused. */
  record Reading<V>(Section section, Optional<V> value) {}

  /** Reads a section over the defaults of the kind it names. */
  Reading<V> read(Section section) {
    String name = kind(section);
    Function<Parameters, V> reader = name == null ? null : readers.get(name);
    if (name == null || reader == null) {
      section.choice("kind", List.copyOf(readers.keySet()));
      section.abandon();
      return new Reading<>(section, Optional.empty());
    }
    Section full =
        section.over(defaults.get(name) instanceof ConfigObject own ? own : Section.EMPTY);
    full.has("kind");
    try {
      return new Reading<>(full, Optional.of(reader.apply(full)));
    } catch (IllegalArgumentException e) {
      full.fault(String.valueOf(e.getMessage()));
      full.abandon();
      return new Reading<>(full, Optional.empty());
    }
  }

  private static @Nullable String kind(Section section) {
    ConfigValue value = section.find("kind");
    return value == null ? null : Section.scalar(value);
  }
}
