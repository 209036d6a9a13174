package io.trebuchet.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One object of a config over its defaults; remembers which keys were asked for. */
final class Section {
  static final ConfigObject EMPTY = ConfigFactory.empty().root();

  private final String path;
  private final ConfigObject written;
  private final ConfigObject defaults;
  private final Place place;
  private final Faults faults;
  private final FileSearch files;
  private final Set<String> asked = new LinkedHashSet<>();
  private final Map<String, Section> sections = new LinkedHashMap<>();
  private final Map<String, ConfigValue> usedDefaults = new LinkedHashMap<>();
  private final Set<String> texts = new LinkedHashSet<>();
  private boolean abandoned;

  private Section(
      String path,
      ConfigObject written,
      ConfigObject defaults,
      Place place,
      Faults faults,
      FileSearch files) {
    this.path = path;
    this.written = written;
    this.defaults = defaults;
    this.place = place;
    this.faults = faults;
    this.files = files;
  }

  /** The whole config. */
  static Section root(
      ConfigObject written, ConfigObject defaults, Place top, Faults faults, FileSearch files) {
    return new Section("", written, defaults, top, faults, files);
  }

  /** The same section over other defaults, once its kind is known. */
  Section over(ConfigObject kindDefaults) {
    return new Section(path, written, kindDefaults, place, faults, files);
  }

  /** The object under {@code key}; an empty one, after a fault, if it is something else. */
  Section section(String key) {
    asked.add(key);
    return sections.computeIfAbsent(key, this::open);
  }

  private Section open(String key) {
    ConfigValue own = present(written, key);
    ConfigObject below = present(defaults, key) instanceof ConfigObject object ? object : EMPTY;
    if (own == null) {
      return new Section(path(key), EMPTY, below, place, faults, files);
    }
    if (own instanceof ConfigObject object) {
      return new Section(path(key), object, below, Place.of(object), faults, files);
    }
    wrong(key, own, "an object { … }");
    // That its keys are missing too needs no saying.
    return new Section(path(key), EMPTY, below, place, new Faults(), files);
  }

  /** The object under {@code key} from now on: itself over other defaults. */
  void put(String key, Section section) {
    sections.put(key, section);
  }

  /** Whether the key has a value, written or by default. */
  boolean has(String key) {
    asked.add(key);
    return present(written, key) != null || present(defaults, key) != null;
  }

  /** Whether the key was written. */
  boolean isWritten(String key) {
    asked.add(key);
    return present(written, key) != null;
  }

  /** The value written or given by default, or null. */
  @Nullable ConfigValue find(String key) {
    asked.add(key);
    ConfigValue value = present(written, key);
    if (value == null) {
      value = present(defaults, key);
      if (value != null) {
        usedDefaults.put(path(key), value);
      }
    }
    return value;
  }

  /** What {@code parse} makes of the value of a key that must be there; a fault if nothing. */
  <T> Optional<T> read(String key, String expected, Function<ConfigValue, Optional<T>> parse) {
    ConfigValue value = find(key);
    if (value == null) {
      fault(key, "missing; must be " + expected);
      return Optional.empty();
    }
    Optional<T> parsed = parse.apply(value);
    if (parsed.isEmpty()) {
      wrong(key, value, expected);
    }
    return parsed;
  }

  /** The text of a key as it was written, which it keeps in the resolved config: 007 is not 7. */
  Optional<String> text(String key, String expected) {
    texts.add(path(key));
    Optional<String> text = read(key, expected, Values::text);
    ConfigValue value = find(key);
    if (value != null && text.isPresent() && !text.equals(Values.scalar(value))) {
      usedDefaults.put(path(key), ConfigValueFactory.fromAnyRef(text.get()));
    }
    return text;
  }

  /**
   * The file that the value of a key names; a fault if there is none. From then on the value is its
   * whole path, so that a run can go on from anywhere.
   */
  Optional<Path> file(String key, String expected) {
    Optional<String> name = text(key, expected);
    ConfigValue value = find(key);
    if (name.isEmpty() || value == null) {
      return Optional.empty();
    }
    Optional<Path> file = files.find(name.get(), value.origin());
    if (file.isEmpty()) {
      fault(key, files.missing(name.get(), value.origin()));
    }
    file.map(found -> ConfigValueFactory.fromAnyRef(found.toString()))
        .ifPresent(whole -> usedDefaults.put(path(key), whole));
    return file;
  }

  /** A fault of a key. */
  void fault(String key, String message) {
    ConfigValue value = present(written, key);
    faults.add(value == null ? place : Place.of(value), path(key), message);
  }

  /** A fault of the section itself. */
  void fault(String message) {
    faults.add(place, path, message);
  }

  /** A fault of a value found under {@code key}, or of a part of it. */
  void wrong(String key, ConfigValue value, String expected) {
    Place where = isWritten(key) ? Place.of(value) : place;
    faults.add(where, path(key), complaint(value, expected));
  }

  /** A fault of a value further down, {@code inner} being its path from here. */
  void wrongInside(String inner, ConfigValue value, String expected) {
    faults.add(Place.of(value), path + "." + inner, complaint(value, expected));
  }

  private static String complaint(ConfigValue value, String expected) {
    return String.format(Locale.ROOT, "must be %s, is %s", expected, Values.shown(value));
  }

  /** What the user wrote. */
  ConfigObject written() {
    return written;
  }

  /** All values, written or by default, as {@code key=value} joined by commas, sorted. */
  String text() {
    ConfigObject all = written.withFallback(defaults);
    List<String> pairs = new ArrayList<>();
    for (String key : new TreeSet<>(all.keySet())) {
      ConfigValue value = present(all, key);
      if (value != null) {
        pairs.add(key + "=" + Values.plain(value));
      }
    }
    return String.join(",", pairs);
  }

  /** Reading stops here: that keys were not read says nothing about them. */
  void abandon() {
    abandoned = true;
  }

  /** The paths of all keys asked for, here and below. */
  Set<String> known() {
    Set<String> known = new LinkedHashSet<>();
    asked.forEach(key -> known.add(path(key)));
    sections.values().forEach(section -> known.addAll(section.known()));
    return known;
  }

  /** Reports the keys written but not asked for, here and below. */
  void reportUnread(Set<String> known) {
    if (abandoned) {
      return;
    }
    for (Map.Entry<String, ConfigValue> entry : written.entrySet()) {
      String key = entry.getKey();
      if (!asked.contains(key)) {
        String message = UnknownKey.message(key, path, asked, known);
        faults.add(Place.of(entry.getValue()), path(key), message);
      }
    }
    sections.values().forEach(section -> section.reportUnread(known));
  }

  /** The paths of all keys whose values are texts, here and below. */
  Set<String> texts() {
    Set<String> all = new LinkedHashSet<>(texts);
    sections.values().forEach(section -> all.addAll(section.texts()));
    return all;
  }

  /** The defaults that were used, here and below, by path. */
  Map<String, ConfigValue> usedDefaults() {
    Map<String, ConfigValue> used = new LinkedHashMap<>(usedDefaults);
    sections.values().forEach(section -> used.putAll(section.usedDefaults()));
    return used;
  }

  private String path(String key) {
    String name = ConfigUtil.joinPath(key);
    return path.isEmpty() ? name : path + "." + name;
  }

  private static @Nullable ConfigValue present(ConfigObject object, String key) {
    ConfigValue value = object.get(key);
    return value == null || value.valueType() == ConfigValueType.NULL ? null : value;
  }
}
