package io.trebuchet.terminal;

import io.trebuchet.metrics.PlainText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** Rows of cells under titles, aligned; gives up its least important columns to fit a width. */
final class TextTable {
  private static final String GAP = "  ";

  private final List<Column> columns;
  private final List<List<AttributedString>> rows = new ArrayList<>();

  private TextTable(List<Column> columns) {
    this.columns = columns;
  }

  static TextTable create(List<Column> columns) {
    return new TextTable(List.copyOf(columns));
  }

  /**
   * A column.
   *
   * @param title its lines are separated by {@code \n}
   * @param minWidth keeps a table that is redrawn from jumping
   * @param importance columns with the lowest go first
   */
  record Column(String title, boolean right, int minWidth, int importance) {
    static Column left(String title, int importance) {
      return new Column(title, false, 0, importance);
    }

    static Column right(String title, int importance) {
      return new Column(title, true, 0, importance);
    }

    Column atLeast(int width) {
      return new Column(title, right, width, importance);
    }

    List<String> titleLines() {
      return title.lines().toList();
    }
  }

  /**
   * A table that fits.
   *
   * @param dropped positions of the columns that had to go
   */
  record Fitted(
      List<AttributedString> head,
      List<AttributedString> body,
      List<Integer> dropped,
      int columnsWidth) {
    List<AttributedString> lines() {
      List<AttributedString> lines = new ArrayList<>(head);
      lines.addAll(body);
      return lines;
    }
  }

  void add(List<AttributedString> cells) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          cells.size() + " cells for " + columns.size() + " columns");
    }
    rows.add(cells.stream().map(TextTable::shown).toList());
  }

  /** The table in at most {@code width} columns of the terminal. */
  Fitted fit(int width, Capability capability) {
    int[] widths = IntStream.range(0, columns.size()).map(this::columnWidth).toArray();
    List<Integer> kept = new ArrayList<>(IntStream.range(0, columns.size()).boxed().toList());
    List<Integer> dropped = new ArrayList<>();
    while (kept.size() > 1 && total(kept, widths) > width) {
      Integer least = leastImportant(kept);
      kept.remove(least);
      dropped.add(least);
    }
    dropped.sort(Comparator.naturalOrder());
    return new Fitted(
        head(kept, widths, width, capability),
        rows.stream().map(row -> cut(line(row, kept, widths), width, capability)).toList(),
        dropped,
        total(kept, widths));
  }

  /** A line of at most {@code width} columns, its end replaced by an ellipsis if need be. */
  static AttributedString cut(AttributedString text, int width, Capability capability) {
    AttributedString line = shown(text);
    if (line.columnLength() <= width) {
      return line;
    }
    String mark = capability.ellipsis();
    if (width <= mark.length()) {
      return line.columnSubSequence(0, Math.max(0, width));
    }
    return new AttributedStringBuilder()
        .append(line.columnSubSequence(0, width - mark.length()))
        .append(mark)
        .toAttributedString();
  }

  /** What is drawn goes to the terminal as it is. */
  private static AttributedString shown(AttributedString text) {
    String plain = text.toString();
    String escaped = PlainText.shown(plain);
    return escaped.equals(plain) ? text : new AttributedString(escaped);
  }

  private List<AttributedString> head(
      List<Integer> kept, int[] widths, int width, Capability capability) {
    int height = kept.stream().mapToInt(i -> columns.get(i).titleLines().size()).max().orElse(0);
    AttributedStyle style =
        capability.colour() ? AttributedStyle.DEFAULT.bold() : AttributedStyle.DEFAULT;
    List<AttributedString> head = new ArrayList<>();
    for (int row = 0; row < height; row++) {
      List<AttributedString> cells = new ArrayList<>();
      for (Column column : columns) {
        List<String> lines = column.titleLines();
        String text = row < lines.size() ? lines.get(row) : "";
        cells.add(new AttributedString(text, style));
      }
      head.add(cut(line(cells, kept, widths), width, capability));
    }
    return head;
  }

  private AttributedString line(List<AttributedString> cells, List<Integer> kept, int[] widths) {
    AttributedStringBuilder line = new AttributedStringBuilder();
    for (int i : kept) {
      AttributedString cell = cells.get(i);
      String padding = " ".repeat(widths[i] - cell.columnLength());
      if (i != kept.getFirst()) {
        line.append(GAP);
      }
      if (columns.get(i).right()) {
        line.append(padding).append(cell);
      } else {
        line.append(cell).append(padding);
      }
    }
    int end = line.length();
    while (end > 0 && line.charAt(end - 1) == ' ') {
      end--;
    }
    return line.subSequence(0, end);
  }

  private Integer leastImportant(List<Integer> kept) {
    Integer least = kept.getLast();
    for (Integer i : kept.reversed()) {
      if (columns.get(i).importance() < columns.get(least).importance()) {
        least = i;
      }
    }
    return least;
  }

  private int columnWidth(int index) {
    Column column = columns.get(index);
    int title = column.titleLines().stream().mapToInt(String::length).max().orElse(0);
    int cells = rows.stream().mapToInt(row -> row.get(index).columnLength()).max().orElse(0);
    return Math.max(column.minWidth(), Math.max(title, cells));
  }

  private static int total(List<Integer> kept, int[] widths) {
    return kept.stream().mapToInt(i -> widths[i]).sum() + GAP.length() * (kept.size() - 1);
  }
}
