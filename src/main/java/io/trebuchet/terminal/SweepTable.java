package io.trebuchet.terminal;

import io.trebuchet.metrics.TrialResult;
import io.trebuchet.metrics.TrialState.Stage;
import io.trebuchet.terminal.BoardSnapshot.Row;
import io.trebuchet.terminal.TextTable.Column;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** Draws a {@link BoardSnapshot} as lines of text: title, trials, progress bar. */
public final class SweepTable {
  private static final int LEAST_SPARK = 8;
  private static final int MOST_SPARK = 32;
  private static final int MOST_BAR = 40;
  private static final int LEAST_BAR = 8;

  private final BoardSnapshot snapshot;
  private final int width;
  private final Capability capability;

  private SweepTable(BoardSnapshot snapshot, int width, Capability capability) {
    this.snapshot = snapshot;
    this.width = width;
    this.capability = capability;
  }

  /** At most {@code height} lines of at most {@code width} columns. */
  public static List<AttributedString> lines(
      BoardSnapshot snapshot, int width, int height, Capability capability) {
    if (width <= 0 || height <= 0) {
      return List.of();
    }
    return new SweepTable(snapshot, width, capability).lines(height);
  }

  /** How many lines show every trial. */
  public static int fullHeight(BoardSnapshot snapshot) {
    return snapshot.rows().size() + 3;
  }

  private List<AttributedString> lines(int height) {
    List<AttributedString> lines = new ArrayList<>();
    if (height >= 2) {
      lines.add(title());
    }
    int room = height - 3;
    if (room >= 1 && !snapshot.rows().isEmpty()) {
      List<Row> rows = snapshot.rows();
      boolean all = rows.size() <= room;
      // A lone row says more than a lone "… and N more".
      List<Row> shown = all ? rows : chosen(rows, Math.max(1, room - 1));
      lines.addAll(table(shown));
      if (!all && room >= 2) {
        lines.add(more(rows, shown));
      }
    }
    lines.add(progress());
    return lines;
  }

  /** Running trials first, then those that ended last, then the next ones; in the order given. */
  private static List<Row> chosen(List<Row> rows, int room) {
    Comparator<Row> urgency =
        Comparator.comparingInt(
                (Row row) ->
                    switch (row.stage()) {
                      case RUNNING, PAUSED -> 0;
                      case ENDED -> 1;
                      case PENDING -> 2;
                    })
            .thenComparingInt(row -> -row.endedOrder());
    Set<String> names = new HashSet<>();
    rows.stream().sorted(urgency).limit(room).forEach(row -> names.add(row.trial()));
    return rows.stream().filter(row -> names.contains(row.trial())).toList();
  }

  private AttributedString more(List<Row> rows, List<Row> shown) {
    int hiddenRows = rows.size() - shown.size();
    String word = "";
    List<String> parts = new ArrayList<>();
    for (Stage stage : List.of(Stage.RUNNING, Stage.PAUSED, Stage.ENDED, Stage.PENDING)) {
      long hidden = count(rows, stage) - count(shown, stage);
      if (hidden > 0) {
        word = stage.word();
        parts.add(hidden + " " + word);
      }
    }
    String text =
        parts.size() == 1
            ? String.format(
                Locale.ROOT, "%s and %d more %s", capability.ellipsis(), hiddenRows, word)
            : String.format(
                Locale.ROOT,
                "%s and %d more (%s)",
                capability.ellipsis(),
                hiddenRows,
                String.join(", ", parts));
    return cut(styled(text, AttributedStyle.DEFAULT.faint()));
  }

  private static long count(List<Row> rows, Stage stage) {
    return rows.stream().filter(row -> row.stage() == stage).count();
  }

  private List<AttributedString> table(List<Row> rows) {
    int spare = width - fit(rows, LEAST_SPARK).columnsWidth();
    int spark = Math.min(MOST_SPARK, LEAST_SPARK + Math.max(0, spare));
    return fit(rows, spark).lines();
  }

  private TextTable.Fitted fit(List<Row> rows, int spark) {
    // Widths come from all trials, not only those shown, so that nothing jumps.
    int trialWidth = snapshot.rows().stream().mapToInt(r -> r.trial().length()).max().orElse(0);
    int decimals = Compact.decimals(snapshot.rows().stream().mapToDouble(Row::c));
    TextTable table =
        TextTable.create(
            List.of(
                Column.left("trial", 9).atLeast(trialWidth),
                Column.right("c", 3).atLeast(decimals + 2),
                Column.right("step", 5).atLeast(7),
                Column.right("loss", 8).atLeast(9),
                Column.right(capability.etaLambda(), 4).atLeast(9),
                Column.right(capability.normRatio(), 2).atLeast(9),
                Column.left(spark < 14 ? "loss" : "log10 loss", 6).atLeast(spark),
                Column.left("outcome", 7).atLeast(11)));
    for (Row row : rows) {
      table.add(cells(row, decimals, spark));
    }
    return table.fit(width, capability);
  }

  private List<AttributedString> cells(Row row, int decimals, int spark) {
    AttributedStyle style = OutcomeWord.style(row.word());
    AttributedStyle quiet =
        row.stage() == Stage.PENDING ? AttributedStyle.DEFAULT.faint() : AttributedStyle.DEFAULT;
    return List.of(
        styled(Compact.oneLine(row.trial()), quiet),
        styled(Compact.c(row.c(), decimals), quiet),
        styled(row.step() < 0 ? "" : Compact.count((double) row.step()), quiet),
        value(row, row.loss()),
        value(row, row.etaLambda()),
        value(row, row.normRatio()),
        styled(SparkLine.of(row.trace(), spark, capability.unicode()), quiet),
        styled(row.word(), style));
  }

  /** A NaN of a running trial is its result and shown as such. */
  private AttributedString value(Row row, double value) {
    String text = row.step() < 0 ? "" : Compact.number(value);
    AttributedStyle plain = AttributedStyle.DEFAULT;
    return Double.isFinite(value)
        ? styled(text, plain)
        : styled(text, plain.foreground(AttributedStyle.RED));
  }

  private AttributedString title() {
    AttributedStringBuilder line = new AttributedStringBuilder();
    line.append(styled(Compact.oneLine(snapshot.sweep()), AttributedStyle.DEFAULT.bold()));
    line.append("  ").append(Compact.duration(snapshot.elapsed()));
    List<TrialResult> results =
        snapshot.rows().stream().map(Row::result).filter(Objects::nonNull).toList();
    OutcomeWord.count(results)
        .forEach(
            (word, count) ->
                line.append(capability.dot())
                    .append(styled(word + " " + count, OutcomeWord.style(word))));
    return cut(line.toAttributedString());
  }

  /** The parts that matter most first, the bar in the room they leave. */
  private AttributedString progress() {
    int total = snapshot.rows().size();
    List<String> parts = new ArrayList<>();
    parts.add(String.format(Locale.ROOT, "%d/%d trials", snapshot.ended(), total));
    boolean over = snapshot.ended() == total;
    if (!over) {
      snapshot.left().ifPresent(left -> parts.add(Compact.duration(left) + " left"));
    }
    parts.add(Compact.number(snapshot.trialsPerSecond()) + " trials/s");
    parts.add(Compact.count(snapshot.pointsPerSecond()) + " points/s");
    parts.add(Compact.count((double) snapshot.points()) + " points");
    StringBuilder text = new StringBuilder(parts.getFirst());
    for (String part : parts.subList(1, parts.size())) {
      if (text.length() + capability.dot().length() + part.length() > width) {
        break;
      }
      text.append(capability.dot()).append(part);
    }
    int bar = Math.min(MOST_BAR, width - text.length() - 3);
    AttributedStringBuilder line = new AttributedStringBuilder();
    if (bar >= LEAST_BAR) {
      int filled = total == 0 ? bar : (int) ((long) bar * snapshot.ended() / total);
      line.append("[")
          .append(capability.pick("█", "#").repeat(filled))
          .append(styled(capability.pick("░", ".").repeat(bar - filled), faint()))
          .append("] ");
    }
    return cut(line.append(text).toAttributedString());
  }

  private static AttributedStyle faint() {
    return AttributedStyle.DEFAULT.faint();
  }

  private AttributedString styled(String text, AttributedStyle style) {
    return new AttributedString(text, capability.colour() ? style : AttributedStyle.DEFAULT);
  }

  private AttributedString cut(AttributedString line) {
    return TextTable.cut(line, width, capability);
  }
}
