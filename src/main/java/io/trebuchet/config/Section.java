package io.trebuchet.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.trebuchet.physics.Parameters;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One object of a config, read key by key over its defaults. */
final class Section implements Parameters {
  static final ConfigObject EMPTY = ConfigFactory.empty().root();

  private final String path;
  private final ConfigObject written;
  private final ConfigObject defaults;
  private final Place place;
  private final Faults faults;
  private final Set<String> asked = new LinkedHashSet<>();
  private final Map<String, Section> sections = new LinkedHashMap<>();
  private final Map<String, ConfigValue> usedDefaults = new LinkedHashMap<>();
  private boolean abandoned;

  private Section(
      String path, ConfigObject written, ConfigObject defaults, Place place, Faults faults) {
    this.path = path;
    this.written = written;
    this.defaults = defaults;
    this.place = place;
    this.faults = faults;
  }

  /** The whole config. */
  static Section root(ConfigObject written, ConfigObject defaults, Place file, Faults faults) {
    return new Section("", written, defaults, file, faults);
  }

  @Override
  public int integer(String key, int min) {
    return (int) wholeNumber(key, min, Integer.MAX_VALUE);
  }

  long wholeNumber(String key, long min, long max) {
    String expected =
        max == Integer.MAX_VALUE || max == Long.MAX_VALUE
            ? "a whole number ≥ " + min
            : "a whole number from %d to %d".formatted(min, max);
    ConfigValue value = required(key, expected);
    if (value == null) {
      return min;
    }
    Long number = wholeNumber(value);
    if (number == null || number < min || number > max) {
      wrong(key, value, expected);
      return min;
    }
    return number;
  }

  static @Nullable Long wholeNumber(ConfigValue value) {
    BigDecimal number = Decimals.read(value);
    try {
      return number == null ? null : number.longValueExact();
    } catch (ArithmeticException e) {
      return null;
    }
  }

  @Override
  public double number(String key, double min, double max) {
    String expected =
        max == Double.POSITIVE_INFINITY || max == Double.MAX_VALUE
            ? min == Double.NEGATIVE_INFINITY || min == -Double.MAX_VALUE
                ? "a finite number"
                : "a finite number ≥ " + plain(min)
            : "a number from %s to %s".formatted(plain(min), plain(max));
    double harmless = Math.clamp(1.0, min, max);
    ConfigValue value = required(key, expected);
    if (value == null) {
      return harmless;
    }
    BigDecimal number = Decimals.read(value);
    if (number == null || number.doubleValue() < min || number.doubleValue() > max) {
      wrong(key, value, expected);
      return harmless;
    }
    return number.doubleValue();
  }

  @Override
  public double quotient(String key, Map<String, Double> symbols) {
    String names = symbols.isEmpty() ? "" : " or " + String.join(", ", symbols.keySet());
    String expected =
        "a positive number, or a quotient such as \"%s\" of numbers%s"
            .formatted(
                symbols.isEmpty() ? "2/3" : "2/" + symbols.keySet().iterator().next(), names);
    ConfigValue value = required(key, expected);
    if (value == null) {
      return 1;
    }
    String text = scalar(value);
    double result = text == null ? Double.NaN : Quotient.evaluate(text, symbols);
    if (!(result > 0 && result <= Double.MAX_VALUE)) {
      wrong(key, value, expected);
      return 1;
    }
    return result;
  }

  @Override
  public String choice(String key, List<String> choices) {
    String expected = "one of " + String.join(", ", choices);
    ConfigValue value = required(key, expected);
    if (value == null) {
      return choices.getFirst();
    }
    String text = scalar(value);
    if (text == null || !choices.contains(text)) {
      wrong(key, value, expected);
      return choices.getFirst();
    }
    return text;
  }

  @Override
  public boolean flag(String key) {
    return choice(key, List.of("false", "true")).equals("true");
  }

  @Override
  public Optional<String> text(String key) {
    ConfigValue value = find(key);
    if (value == null) {
      return Optional.empty();
    }
    String text = scalar(value);
    if (text == null) {
      wrong(key, value, "text");
    }
    return Optional.ofNullable(text);
  }

  @Override
  public List<Double> numbers(String key, int minSize) {
    String expected =
        minSize > 1
            ? "a list of at least %d finite numbers".formatted(minSize)
            : minSize == 1 ? "a list of finite numbers, not empty" : "a list of finite numbers";
    List<Double> harmless = IntStream.rangeClosed(1, minSize).mapToObj(i -> (double) i).toList();
    ConfigValue value = required(key, expected);
    if (value == null) {
      return harmless;
    }
    if (!(value instanceof ConfigList list) || list.size() < minSize) {
      wrong(key, value, expected);
      return harmless;
    }
    List<Double> numbers = new ArrayList<>();
    for (ConfigValue element : list) {
      BigDecimal number = Decimals.read(element);
      if (number == null) {
        wrong(key, element, "a finite number in this list");
        return harmless;
      }
      numbers.add(number.doubleValue());
    }
    return List.copyOf(numbers);
  }

  /** A list of texts. */
  List<String> texts(String key, List<String> choices) {
    String expected =
        choices.isEmpty()
            ? "[]: this version knows none"
            : "a list of " + String.join(", ", choices);
    ConfigValue value = required(key, expected);
    if (!(value instanceof ConfigList list)) {
      if (value != null) {
        wrong(key, value, expected);
      }
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (ConfigValue element : list) {
      String text = scalar(element);
      if (text == null || !choices.contains(text)) {
        wrong(key, element, expected);
      } else {
        texts.add(text);
      }
    }
    return List.copyOf(texts);
  }

  /** A duration above zero; its unit must be written, since a bare number would be milliseconds. */
  Duration duration(String key) {
    String expected = "a duration above zero with its unit, such as 30s or 500ms";
    Duration harmless = Duration.ofSeconds(1);
    ConfigValue value = required(key, expected);
    if (value == null) {
      return harmless;
    }
    String text = scalar(value);
    if (text != null && text.chars().anyMatch(Character::isLetter)) {
      try {
        Duration duration = value.atKey("v").getDuration("v");
        if (duration.isPositive()) {
          return duration;
        }
      } catch (com.typesafe.config.ConfigException e) {
        // Said below, with what would be valid.
      }
    }
    wrong(key, value, expected);
    return harmless;
  }

  @Override
  public boolean has(String key) {
    asked.add(key);
    return present(written, key) != null || present(defaults, key) != null;
  }

  /** Whether the key is set by the user, not by a default. */
  boolean isWritten(String key) {
    asked.add(key);
    return present(written, key) != null;
  }

  @Override
  public Section section(String key) {
    asked.add(key);
    Section known = sections.get(key);
    if (known != null) {
      return known;
    }
    ConfigValue own = present(written, key);
    ConfigObject below = present(defaults, key) instanceof ConfigObject object ? object : EMPTY;
    Section section;
    if (own instanceof ConfigObject object) {
      section = new Section(path(key), object, below, Place.of(object), faults);
    } else {
      if (own != null) {
        wrong(key, own, "an object { … }");
      }
      // What is missing in a value that is no object has been said already.
      section = new Section(path(key), EMPTY, below, place, own == null ? faults : new Faults());
    }
    sections.put(key, section);
    return section;
  }

  /** The same section over other defaults, once its kind is known. */
  Section over(ConfigObject kindDefaults) {
    return new Section(path, written, kindDefaults, place, faults);
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

  @Override
  public void fault(String key, String message) {
    ConfigValue value = present(written, key);
    faults.add(value == null ? place : Place.of(value), path(key), message);
  }

  /** A fault of the section itself. */
  void fault(String message) {
    faults.add(place, path, message);
  }

  /** A fault of a value found under {@code key}, or of an element of it. */
  void wrong(String key, ConfigValue value, String expected) {
    Place where = isWritten(key) ? Place.of(value) : place;
    faults.add(where, path(key), "must be %s, is %s".formatted(expected, shown(value)));
  }

  /** The same for a value further down: {@code inner} is its path from here. */
  void wrongInside(String inner, ConfigValue value, String expected) {
    String full = path + "." + inner;
    faults.add(Place.of(value), full, "must be %s, is %s".formatted(expected, shown(value)));
  }

  /** Reading stopped half way: that keys were not read says nothing about them. */
  void abandon() {
    abandoned = true;
  }

  /** The paths of all keys asked for here and below. */
  Set<String> known() {
    Set<String> known = new LinkedHashSet<>();
    asked.forEach(key -> known.add(path(key)));
    sections.values().forEach(section -> known.addAll(section.known()));
    return known;
  }

  /** Reports the keys nobody read, here and below, with the nearest of the known paths. */
  void reportUnread(Set<String> known) {
    if (abandoned) {
      return;
    }
    for (Map.Entry<String, ConfigValue> entry : written.entrySet()) {
      if (!asked.contains(entry.getKey())) {
        String message = UnknownKey.message(path(entry.getKey()), path, asked, known);
        faults.add(Place.of(entry.getValue()), path(entry.getKey()), message);
      }
    }
    sections.values().forEach(section -> section.reportUnread(known));
  }

  /** The defaults that were used here and below, by path. */
  Map<String, ConfigValue> usedDefaults() {
    Map<String, ConfigValue> used = new LinkedHashMap<>(usedDefaults);
    sections.values().forEach(section -> used.putAll(section.usedDefaults()));
    return used;
  }

  /** What the user wrote. */
  ConfigObject written() {
    return written;
  }

  private @Nullable ConfigValue required(String key, String expected) {
    ConfigValue value = find(key);
    if (value == null) {
      fault(key, "missing; must be " + expected);
    }
    return value;
  }

  private String path(String key) {
    String name = ConfigUtil.joinPath(key);
    return path.isEmpty() ? name : path + "." + name;
  }

  private static @Nullable ConfigValue present(ConfigObject object, String key) {
    ConfigValue value = object.get(key);
    return value == null || value.valueType() == ConfigValueType.NULL ? null : value;
  }

  /** The text of a string, number or boolean, or null. */
  static @Nullable String scalar(ConfigValue value) {
    return switch (value.valueType()) {
      case STRING, NUMBER, BOOLEAN -> String.valueOf(value.unwrapped());
      case OBJECT, LIST, NULL -> null;
    };
  }

  private static String shown(ConfigValue value) {
    return switch (value.valueType()) {
      case STRING -> "\"" + value.unwrapped() + "\"";
      case NUMBER, BOOLEAN, NULL -> String.valueOf(value.unwrapped());
      case LIST -> ((ConfigList) value).isEmpty() ? "an empty list" : "a list";
      case OBJECT -> "an object";
    };
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
