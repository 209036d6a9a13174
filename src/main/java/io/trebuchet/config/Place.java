package io.trebuchet.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.util.Comparator;

/**
 * Where a setting was written.
 *
 * @param source the file, or the option such as {@code --set model.n}
 * @param line counted from 1; 0 where there are no lines
 */
record Place(String source, int line) implements Comparable<Place> {
  private static final Comparator<Place> FILES_FIRST =
      Comparator.comparing((Place place) -> place.line == 0)
          .thenComparing(Place::source)
          .thenComparing(Place::line);

  static Place of(ConfigValue value) {
    // An object written in several pieces has no line of its own: its first setting has.
    if (value instanceof ConfigObject object && value.origin().lineNumber() < 1) {
      return object.values().stream().map(Place::of).min(FILES_FIRST).orElse(of(value.origin()));
    }
    return of(value.origin());
  }

  static Place of(ConfigOrigin origin) {
    String source = origin.description();
    int line = Math.max(origin.lineNumber(), 0);
    int suffix = source.lastIndexOf(": " + line);
    if (line > 0 && suffix > 0) {
      source = source.substring(0, suffix);
    }
    return source.startsWith("--") ? new Place(source, 0) : new Place(source, line);
  }

  @Override
  public int compareTo(Place other) {
    return FILES_FIRST.compare(this, other);
  }

  @Override
  public String toString() {
    return line == 0 ? source : source + ":" + line;
  }
}
