package io.trebuchet.storage;

import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Series;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A row that is read back from the line that {@link LineProtocol} made of it. */
final class StepLine {
  private final String text;
  private final Map<String, String> values = new HashMap<>();
  private int at;

  private StepLine(String text) {
    this.text = text;
  }

  /**
   * The block of that one row.
   *
   * @throws IllegalArgumentException if the line is none of ours
   */
  static MetricBlock read(String line) {
    return new StepLine(line).block();
  }

  /**
   * Adds the state change that a line of {@code trial} is.
   *
   * @throws IllegalArgumentException if the line is none of ours
   */
  static void addEvent(String line, KeptEvents.Builder events) {
    StepLine event = new StepLine(line);
    event.fields(Schema.TRIAL);
    events.add(event.value("trial"), event.value("state"), 1);
  }

  private void fields(String measurement) {
    expect(measurement);
    while (peek() == ',') {
      at++;
      field(true);
    }
    expect(" ");
    field(false);
    while (peek() == ',') {
      at++;
      field(false);
    }
    expect(" ");
  }

  private MetricBlock block() {
    fields(Schema.STEP);
    long timestamp = Long.parseLong(text.substring(at));
    List<Metric> metrics = new ArrayList<>();
    for (Metric metric : Metric.all()) {
      if (values.containsKey(metric.column())) {
        metrics.add(metric);
      }
    }
    Series series =
        new Series(value("sweep"), value("name"), value("trial"), integer("seed"), number("c"));
    MetricBlock.Builder row = MetricBlock.Builder.create(series, 1, metrics);
    row.row(integer("step"), timestamp);
    for (Metric metric : metrics) {
      row.set(metric, number(metric.column()));
    }
    return row.build();
  }

  private void field(boolean tag) {
    int equals = text.indexOf('=', at);
    if (equals < 0) {
      throw damaged();
    }
    String key = text.substring(at, equals);
    at = equals + 1;
    values.put(key, tag ? until(",= ") : peek() == '"' ? quoted() : until(", "));
  }

  private String quoted() {
    at++;
    String value = until("\"");
    expect("\"");
    return value;
  }

  /** What comes before one of these, which is not behind a backslash. */
  private String until(String ends) {
    StringBuilder value = new StringBuilder();
    while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
      if (text.charAt(at) == '\\' && at + 1 < text.length()) {
        at++;
      }
      value.append(text.charAt(at++));
    }
    return value.toString();
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : '\n';
  }

  private void expect(String word) {
    if (!text.startsWith(word, at)) {
      throw damaged();
    }
    at += word.length();
  }

  private String value(String key) {
    String value = values.get(key);
    if (value == null) {
      throw damaged();
    }
    return value;
  }

  private long integer(String key) {
    String value = value(key);
    if (!value.endsWith("i")) {
      throw damaged();
    }
    return Long.parseLong(value.substring(0, value.length() - 1));
  }

  private double number(String key) {
    String value = values.get(key);
    return value == null ? Double.NaN : Double.parseDouble(value);
  }

  private IllegalArgumentException damaged() {
    return new IllegalArgumentException("no row of " + Schema.STEP + ": " + text);
  }
}
