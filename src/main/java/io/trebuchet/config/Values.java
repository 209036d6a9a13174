package io.trebuchet.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/** What single values of a config hold; empty where they hold something else. */
final class Values {
  /** The parser of a BigDecimal takes quadratic time. */
  private static final int MOST_DIGITS = 1000;

  private Values() {}

  /** The text of a string, number or boolean. */
  static Optional<String> scalar(ConfigValue value) {
    return switch (value.valueType()) {
      case STRING, NUMBER, BOOLEAN -> Optional.of(String.valueOf(value.unwrapped()));
      case OBJECT, LIST, NULL -> Optional.empty();
    };
  }

  /** The same as it was written: of a name, 007 is another than 7. */
  static Optional<String> text(ConfigValue value) {
    return switch (value.valueType()) {
      case STRING, NUMBER, BOOLEAN -> Optional.of(value.atKey("key").getString("key"));
      case OBJECT, LIST, NULL -> Optional.empty();
    };
  }

  /**
   * A finite number, or a text that holds one, as environment variables do: whole ones exact,
   * others as the shortest decimal of their double.
   */
  static Optional<BigDecimal> decimal(ConfigValue value) {
    return switch (value.valueType()) {
      case STRING, NUMBER -> scalar(value).flatMap(Values::decimal);
      case OBJECT, LIST, BOOLEAN, NULL -> Optional.empty();
    };
  }

  /** The same of a text. */
  static Optional<BigDecimal> decimal(String text) {
    String trimmed = text.trim();
    try {
      return Optional.of(BigDecimal.valueOf(Long.parseLong(trimmed)));
    } catch (NumberFormatException notALong) {
      return fraction(trimmed);
    }
  }

  /** A whole number that fits a long; 1e3 is one. */
  static Optional<Long> whole(ConfigValue value) {
    return decimal(value)
        .filter(number -> canonical(number).scale() == 0)
        .filter(number -> canonical(number).unscaledValue().bitLength() < Long.SIZE)
        .map(BigDecimal::longValue);
  }

  /** A duration above zero; without its unit a number would be milliseconds, so it is none. */
  static Optional<Duration> duration(ConfigValue value) {
    if (scalar(value).filter(text -> text.chars().anyMatch(Character::isLetter)).isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(value.atKey("key").getDuration("key")).filter(Duration::isPositive);
    } catch (ConfigException e) {
      return Optional.empty();
    }
  }

  /** A number of bytes ≥ 0, with or without a unit such as k, m, g (powers of two) or kB. */
  static Optional<Long> bytes(ConfigValue value) {
    if (scalar(value).isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(value.atKey("key").getBytes("key")).filter(bytes -> bytes >= 0);
    } catch (ConfigException e) {
      return Optional.empty();
    }
  }

  /** Without trailing zeros, and never as a power of ten: equal numbers become equal objects. */
  static BigDecimal canonical(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  /** The text of a value: as it is, or as concise HOCON. */
  static String plain(ConfigValue value) {
    return scalar(value)
        .orElseGet(() -> value.render(ConfigRenderOptions.concise().setJson(false)));
  }

  /** How a message names what was found. */
  static String shown(ConfigValue value) {
    return switch (value.valueType()) {
      case STRING -> "\"" + value.unwrapped() + "\"";
      case NUMBER, BOOLEAN, NULL -> String.valueOf(value.unwrapped());
      case LIST -> ((ConfigList) value).isEmpty() ? "an empty list" : "a list";
      case OBJECT -> "an object";
    };
  }

  private static Optional<BigDecimal> fraction(String text) {
    if (text.length() > MOST_DIGITS) {
      return Optional.empty();
    }
    try {
      // BigDecimal knows the syntax of numbers alone; Double would take NaN, 1f and 0x1p3 too.
      double number = new BigDecimal(text).doubleValue();
      return Double.isFinite(number) ? Optional.of(BigDecimal.valueOf(number)) : Optional.empty();
    } catch (NumberFormatException notANumber) {
      return Optional.empty();
    }
  }
}
