package io.trebuchet.config;

import com.typesafe.config.ConfigValue;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Numbers of a config: whole ones exact, others as the shortest decimal of their double. */
final class Decimals {
  private Decimals() {}

  /** The finite number that a number or a text such as an environment variable holds, or null. */
  static @Nullable BigDecimal read(ConfigValue value) {
    return switch (value.unwrapped()) {
      case Integer i -> BigDecimal.valueOf(i);
      case Long l -> BigDecimal.valueOf(l);
      case Double d -> ofDouble(d);
      case String text -> parse(text);
      case null, default -> null;
    };
  }

  /** The finite number a text holds, or null. */
  static @Nullable BigDecimal parse(String text) {
    String trimmed = text.trim();
    try {
      return BigDecimal.valueOf(Long.parseLong(trimmed));
    } catch (NumberFormatException notALong) {
      return parseDouble(trimmed);
    }
  }

  /** Without trailing zeros, and never as a power of ten: equal numbers become equal objects. */
  static BigDecimal canonical(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  private static @Nullable BigDecimal parseDouble(String text) {
    try {
      // BigDecimal knows the syntax of numbers alone; Double would take NaN, 1f and 0x1p3 too.
      return ofDouble(new BigDecimal(text).doubleValue());
    } catch (NumberFormatException notANumber) {
      return null;
    }
  }

  private static @Nullable BigDecimal ofDouble(double value) {
    return Double.isFinite(value) ? BigDecimal.valueOf(value) : null;
  }
}
