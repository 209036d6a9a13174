package io.trebuchet.storage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A parser of line protocol, written from its specification for these tests alone. */
final class Lines {
  /** A point; field values are String, Long, Double or Boolean. */
  record Point(
      String measurement, Map<String, String> tags, Map<String, Object> fields, long timestamp) {}

  private final String text;
  private int at;

  private Lines(String text) {
    this.text = text;
  }

  static List<Point> parse(String text) {
    Lines lines = new Lines(text);
    List<Point> points = new ArrayList<>();
    while (lines.at < text.length()) {
      points.add(lines.point());
    }
    return points;
  }

  private Point point() {
    String measurement = key(", ");
    Map<String, String> tags = new LinkedHashMap<>();
    while (text.charAt(at) == ',') {
      at++;
      String key = key("=");
      at++;
      put(tags, key, key(", "));
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    do {
      at++;
      String key = key("=");
      at++;
      put(fields, key, value());
    } while (text.charAt(at) == ',');
    at++;
    int end = text.indexOf('\n', at);
    long timestamp = Long.parseLong(text.substring(at, end));
    at = end + 1;
    return new Point(measurement, tags, fields, timestamp);
  }

  private static <V> void put(Map<String, V> map, String key, V value) {
    if (map.put(key, value) != null) {
      throw new AssertionError("twice: " + key);
    }
  }

  /** Up to one of the given characters, where a backslash makes the next one literal. */
  private String key(String ends) {
    StringBuilder key = new StringBuilder();
    while (ends.indexOf(text.charAt(at)) < 0) {
      if (text.charAt(at) == '\\') {
        at++;
      }
      if (text.charAt(at) == '\n') {
        throw new AssertionError("line ends within a key at " + at);
      }
      key.append(text.charAt(at++));
    }
    return key.toString();
  }

  private Object value() {
    if (text.charAt(at) == '"') {
      StringBuilder value = new StringBuilder();
      for (at++; text.charAt(at) != '"'; at++) {
        if (text.charAt(at) == '\\') {
          at++;
        }
        value.append(text.charAt(at));
      }
      at++;
      return value.toString();
    }
    int start = at;
    while (text.charAt(at) != ',' && text.charAt(at) != ' ') {
      at++;
    }
    String word = text.substring(start, at);
    if (word.endsWith("i")) {
      return Long.valueOf(word.substring(0, word.length() - 1));
    }
    if (word.equals("true") || word.equals("false")) {
      return Boolean.valueOf(word);
    }
    if (!word.contains(".")) {
      throw new AssertionError("QuestDB would take this double for an integer: " + word);
    }
    return Double.valueOf(word);
  }
}
