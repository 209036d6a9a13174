package io.trebuchet.storage;

import io.trebuchet.metrics.PlainText;
import java.util.ArrayList;
import java.util.List;

/**
 * Comma-separated values, one record a line: control characters within a field are escaped, see
 * {@link PlainText#escaped}, so that no reader takes them for anything else.
 */
public final class Csv {
  private Csv() {}

  /** Appends a field, in quotes where it needs them. */
  static void append(StringBuilder out, String text) {
    String field = PlainText.escaped(text);
    boolean quote = field.indexOf(',') >= 0 || field.indexOf('"') >= 0;
    if (quote) {
      out.append('"');
    }
    for (int i = 0; i < field.length(); i++) {
      char ch = field.charAt(i);
      if (ch == '"') {
        out.append('"');
      }
      out.append(ch);
    }
    if (quote) {
      out.append('"');
    }
  }

  /** Appends a comma and a number in full precision; nothing after the comma if not finite. */
  static void appendNumber(StringBuilder out, double value) {
    out.append(',');
    if (Double.isFinite(value)) {
      out.append(value);
    }
  }

  /** A line with all of the given fields. */
  public static String line(List<String> fields) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < fields.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      append(out, fields.get(i));
    }
    return out.append('\n').toString();
  }

  /** The first fields of a line, at most {@code limit}. */
  static List<String> split(String line, int limit) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length() && fields.size() < limit; i++) {
      char ch = line.charAt(i);
      if (ch == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        field.append('"');
        i++;
      } else if (ch == '"') {
        quoted = !quoted;
      } else if (ch == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(ch);
      }
    }
    if (fields.size() < limit) {
      fields.add(field.toString());
    }
    return fields;
  }

  /** All fields of a line that we wrote. */
  public static List<String> fields(String line) {
    return split(line).stream().map(PlainText::unescaped).toList();
  }

  /** All fields of a line, whoever wrote it. */
  static List<String> split(String line) {
    return split(line, Integer.MAX_VALUE);
  }

  /** The number in a field; NaN if empty. */
  static double number(String field) {
    return field.isEmpty() ? Double.NaN : Double.parseDouble(field);
  }
}
