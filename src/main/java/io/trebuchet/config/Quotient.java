package io.trebuchet.config;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Pattern;

/** A number or symbol, or two of them with a slash between: {@code 0.002}, {@code 2/n}. */
final class Quotient {
  private static final Pattern SLASH = Pattern.compile("/");

  private Quotient() {}

  /** The value, or NaN where the text is none. */
  static double evaluate(String text, Map<String, Double> symbols) {
    String[] parts = SLASH.split(text, -1);
    return switch (parts.length) {
      case 1 -> term(parts[0], symbols);
      case 2 -> term(parts[0], symbols) / term(parts[1], symbols);
      default -> Double.NaN;
    };
  }

  private static double term(String text, Map<String, Double> symbols) {
    String word = text.trim();
    Double symbol = symbols.get(word);
    if (symbol != null) {
      return symbol;
    }
    return Values.decimal(word).map(BigDecimal::doubleValue).orElse(Double.NaN);
  }
}
