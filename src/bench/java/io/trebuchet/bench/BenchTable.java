package io.trebuchet.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a benchmark, to be printed for people or machines. The first column is on the
 * left, the others on the right.
 *
 * @param about the machine and what was measured beside, by the names that JSON has for them
 * @param notes what a reader must know
 */
public record BenchTable(
    Map<String, Object> about, List<Column> columns, List<List<Cell>> rows, List<String> notes) {
  /** Copies the lists. */
  public BenchTable {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    notes = List.copyOf(notes);
  }

  /** How to print. */
  public enum Format {
    /** Aligned columns. */
    TABLE,
    /** One JSON object. */
    JSON,
    /** A table for the documentation. */
    MARKDOWN
  }

  /** A column; {@code key} is its name in JSON. */
  public record Column(String title, String key) {}

  /** A figure as text for people and as a value for JSON. */
  public record Cell(String text, @Nullable Object value) {
    /** A word. */
    public static Cell of(String word) {
      return new Cell(word, word);
    }

    /** A number, shown with three digits; null in JSON if it is none. */
    public static Cell of(double number) {
      return of(Figures.three(number), number);
    }

    static Cell of(String text, double number) {
      return new Cell(text, Double.isFinite(number) ? number : null);
    }
  }

  /** The lines to print. */
  public List<String> lines(Format format) {
    return switch (format) {
      case TABLE -> aligned();
      case JSON -> json();
      case MARKDOWN -> markdown();
    };
  }

  private List<String> aligned() {
    List<String> lines = head("");
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      int width = columns.get(i).title().length();
      for (List<Cell> row : rows) {
        width = Math.max(width, row.get(i).text().length());
      }
      widths[i] = width;
    }
    lines.add(line(columns.stream().map(Column::title).toList(), widths));
    for (List<Cell> row : rows) {
      lines.add(line(row.stream().map(Cell::text).toList(), widths));
    }
    lines.addAll(notes);
    return lines;
  }

  private static String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - cells.get(i).length());
      line.append(i == 0 ? "" : "  ")
          .append(i == 0 ? cells.get(i) + padding : padding + cells.get(i));
    }
    return line.toString().stripTrailing();
  }

  private List<String> markdown() {
    List<String> lines = head("\n");
    lines.add("| " + String.join(" | ", columns.stream().map(Column::title).toList()) + " |");
    lines.add("|---" + "|--:".repeat(columns.size() - 1) + "|");
    for (List<Cell> row : rows) {
      lines.add("| " + String.join(" | ", row.stream().map(Cell::text).toList()) + " |");
    }
    if (!notes.isEmpty()) {
      lines.add("");
      lines.addAll(notes);
    }
    return lines;
  }

  private List<String> head(String after) {
    List<String> lines = new ArrayList<>();
    List<String> words = new ArrayList<>();
    about.forEach(
        (key, value) ->
            words.add(
                key.replace('_', ' ')
                    + " "
                    + (value instanceof Double number ? Figures.three(number) : value)));
    if (!words.isEmpty()) {
      lines.add(String.join(", ", words) + after);
    }
    return lines;
  }

  private List<String> json() {
    Map<String, Object> document = new LinkedHashMap<>(about);
    List<Map<String, @Nullable Object>> objects = new ArrayList<>();
    for (List<Cell> row : rows) {
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      for (int i = 0; i < columns.size(); i++) {
        object.put(columns.get(i).key(), row.get(i).value());
      }
      objects.add(object);
    }
    document.put("rows", objects);
    document.put("notes", notes);
    try {
      JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
      return mapper.writeValueAsString(document).lines().toList();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          String.format(Locale.ROOT, "no JSON of %d rows", rows.size()), e);
    }
  }
}
