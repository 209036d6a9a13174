package io.trebuchet.terminal;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rows of text under named columns, such as those of {@code trials.csv}, to sort and filter. Texts
 * that are numbers compare as numbers.
 */
public record TrialRows(List<String> columns, List<Map<String, String>> rows) {
  private static final Pattern CONDITION =
      Pattern.compile("\\s*([A-Za-z0-9_]+)\\s*(!=|>=|<=|=|>|<)\\s*(.*?)\\s*");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,4})?");
  private static final Pattern CHUNK = Pattern.compile("(?<=\\d)(?=\\D)|(?<=\\D)(?=\\d)");

  /** Copies both lists. */
  public TrialRows {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /**
   * The rows that meet a condition: {@code column=value}, or with {@code !=}, {@code >}, {@code <},
   * {@code >=}, {@code <=}. Empty cells equal only the empty value and are in no order.
   *
   * @throws IllegalArgumentException if it is no condition, or the column does not exist
   */
  public TrialRows filter(String condition) {
    Matcher parts = CONDITION.matcher(condition);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "'" + condition + "' is no filter; write for example outcome=diverged or c>2");
    }
    String column = known(parts.group(1));
    String operator = parts.group(2);
    String value = parts.group(3);
    Optional<BigDecimal> number = number(value);
    if (operator.matches("[<>]=?") && number.isEmpty()) {
      throw new IllegalArgumentException(
          "'" + condition + "' compares with '" + value + "', which is not a number");
    }
    Predicate<String> wanted =
        switch (operator) {
          case "=" -> cell -> same(cell, value);
          case "!=" -> cell -> !same(cell, value);
          case ">" -> ordered(value, order -> order > 0);
          case "<" -> ordered(value, order -> order < 0);
          case ">=" -> ordered(value, order -> order >= 0);
          case "<=" -> ordered(value, order -> order <= 0);
          default -> throw new AssertionError(operator);
        };
    return new TrialRows(
        columns, rows.stream().filter(row -> wanted.test(cell(row, column))).toList());
  }

  /**
   * The rows by rising values of a column, by falling ones with {@code -} in front; empty cells
   * come last either way, and rows with equal cells keep their order.
   *
   * @throws IllegalArgumentException if the column does not exist
   */
  public TrialRows sort(String key) {
    boolean falling = key.startsWith("-");
    String column = known(falling ? key.substring(1) : key);
    Comparator<String> rising = TrialRows::compare;
    Comparator<Map<String, String>> order =
        Comparator.comparing((Map<String, String> row) -> cell(row, column).isEmpty())
            .thenComparing(row -> cell(row, column), falling ? rising.reversed() : rising);
    return new TrialRows(columns, rows.stream().sorted(order).toList());
  }

  static String cell(Map<String, String> row, String column) {
    return row.getOrDefault(column, "");
  }

  private String known(String column) {
    if (!columns.contains(column)) {
      throw new IllegalArgumentException(
          "there is no column '" + column + "'; the columns are " + String.join(", ", columns));
    }
    return column;
  }

  private static boolean same(String cell, String value) {
    return cell.equals(value)
        || (number(cell).isPresent() && number(value).isPresent() && compare(cell, value) == 0);
  }

  private static Predicate<String> ordered(String value, IntPredicate wanted) {
    return cell -> number(cell).isPresent() && wanted.test(compare(cell, value));
  }

  /** Numbers by value and before other texts; in those, runs of digits by value too. */
  static int compare(String a, String b) {
    Optional<BigDecimal> left = number(a);
    Optional<BigDecimal> right = number(b);
    if (left.isPresent() && right.isPresent()) {
      return left.get().compareTo(right.get());
    }
    if (left.isPresent() || right.isPresent()) {
      return left.isPresent() ? -1 : 1;
    }
    String[] as = CHUNK.split(a, -1);
    String[] bs = CHUNK.split(b, -1);
    for (int i = 0; i < Math.min(as.length, bs.length); i++) {
      Optional<BigDecimal> x = number(as[i]);
      Optional<BigDecimal> y = number(bs[i]);
      int order =
          x.isPresent() && y.isPresent() ? x.get().compareTo(y.get()) : as[i].compareTo(bs[i]);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(as.length, bs.length);
  }

  private static Optional<BigDecimal> number(String text) {
    return NUMBER.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
  }
}
