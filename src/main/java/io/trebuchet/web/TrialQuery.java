package io.trebuchet.web;

import io.trebuchet.metrics.TrialColumn;
import io.trebuchet.metrics.TrialState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which trials a request wants, in which order, and what of them. */
record TrialQuery(
    List<Predicate<TrialState>> filters,
    Optional<Comparator<TrialState>> order,
    int offset,
    int limit,
    List<TrialField> fields) {
  static final String[] PARAMETERS = {"sort", "filter", "offset", "limit", "columns"};
  static final int MOST = 10_000;
  private static final int MOST_FILTERS = 32;
  private static final Pattern FILTER = Pattern.compile("([a-z0-9_]+)(=|<|>)(.*)", Pattern.DOTALL);

  /** Reads the parameters. */
  static TrialQuery of(RequestParameters query) {
    List<Predicate<TrialState>> filters = new ArrayList<>();
    if (query.all("filter").size() > MOST_FILTERS) {
      throw BadRequest.parameter("filter: more than " + MOST_FILTERS + " at a time");
    }
    query.all("filter").forEach(filter -> filters.add(filter(filter)));
    return new TrialQuery(
        filters,
        query.one("sort").map(TrialQuery::order),
        (int) query.number("offset", 0, 0, Integer.MAX_VALUE),
        (int) query.number("limit", 100, 0, MOST),
        fields(query));
  }

  /** The columns that a request names; all if it names none. */
  static List<TrialField> fields(RequestParameters query) {
    return query
        .one("columns")
        .map(names -> RequestParameters.once("columns", List.of(names.split(",", -1))))
        .map(names -> names.stream().map(TrialField::of).toList())
        .orElse(TrialField.all());
  }

  /**
   * Rows of an answer.
   *
   * @param matched how many trials pass the filters
   */
  record Page(int total, int matched, List<TrialState> rows) {}

  Page apply(List<TrialState> trials) {
    Stream<TrialState> passing =
        trials.stream().filter(trial -> filters.stream().allMatch(f -> f.test(trial)));
    List<TrialState> matching = order.map(passing::sorted).orElse(passing).toList();
    int from = Math.min(offset, matching.size());
    int to = Math.min(matching.size(), from + limit);
    return new Page(trials.size(), matching.size(), matching.subList(from, to));
  }

  private static Comparator<TrialState> order(String sort) {
    boolean descending = sort.startsWith("-");
    TrialField field = TrialField.of(descending ? sort.substring(1) : sort);
    if (field.kind() == TrialColumn.Kind.TEXT) {
      Comparator<TrialState> byText = Comparator.comparing(field.text());
      return descending ? byText.reversed() : byText;
    }
    // Trials without the number come last either way.
    return (a, b) -> {
      double x = field.number(a);
      double y = field.number(b);
      if (Double.isNaN(x) || Double.isNaN(y)) {
        return Boolean.compare(Double.isNaN(x), Double.isNaN(y));
      }
      return descending ? Double.compare(y, x) : Double.compare(x, y);
    };
  }

  private static Predicate<TrialState> filter(String text) {
    Matcher parts = FILTER.matcher(text);
    if (!parts.matches()) {
      throw BadRequest.parameter(
          String.format(
              Locale.ROOT, "filter: %s is not COLUMN=VALUE, COLUMN<NUMBER or COLUMN>NUMBER", text));
    }
    TrialField field = TrialField.of(parts.group(1));
    String value = parts.group(3);
    boolean equal = parts.group(2).equals("=");
    if (equal && field.kind() == TrialColumn.Kind.TEXT) {
      return trial -> field.text().apply(trial).equals(value);
    }
    double number = parse(text, value);
    if (equal) {
      return trial -> field.number(trial) == number;
    }
    if (field.kind() == TrialColumn.Kind.TEXT) {
      throw BadRequest.parameter(
          String.format(Locale.ROOT, "filter: %s compares the words of a column", text));
    }
    return parts.group(2).equals("<")
        ? trial -> field.number(trial) < number
        : trial -> field.number(trial) > number;
  }

  private static double parse(String filter, String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw BadRequest.parameter(
          String.format(Locale.ROOT, "filter: %s ends with no number", filter));
    }
  }
}
