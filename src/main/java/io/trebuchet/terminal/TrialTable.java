package io.trebuchet.terminal;

import io.trebuchet.control.StopReason;
import io.trebuchet.terminal.TextTable.Column;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/** The table of {@code show}: the columns of {@code trials.csv} that people look at. */
public final class TrialTable {
  /** θ² at the end over θ² at the start. */
  public static final String NORM_RATIO = "weight_norm_ratio";

  /** What is shown, in order, and how dear it is when space is short. */
  private static final SequencedMap<String, Integer> SHOWN = new LinkedHashMap<>();

  static {
    SHOWN.put("trial", 20);
    SHOWN.put("params", 6);
    SHOWN.put("c", 5);
    SHOWN.put("outcome", 18);
    SHOWN.put("phase", 10);
    SHOWN.put("stop_reason", 4);
    SHOWN.put("steps", 15);
    SHOWN.put("loss_initial", 8);
    SHOWN.put("loss_max", 16);
    SHOWN.put("loss_final", 14);
    SHOWN.put("eta_lambda_final", 13);
    SHOWN.put(NORM_RATIO, 12);
    SHOWN.put("catapults", 11);
    SHOWN.put("sparsity_1_final", 10);
    SHOWN.put("test_loss_final", 7);
    SHOWN.put("test_accuracy_final", 9);
  }

  private static final List<String> TEXTS =
      List.of("trial", "params", "outcome", "phase", "stop_reason");
  private static final List<String> LOWER_BOUNDS =
      List.of("steps", "catapults", "loss_max", "eta_lambda_max", "weight_norm_sq_max");
  private static final int MOST_REASON = 40;

  private final TrialRows all;
  private final TrialRows chosen;
  private final List<String> asked;

  private TrialTable(TrialRows all, TrialRows chosen, List<String> asked) {
    this.all = all;
    this.chosen = chosen;
    this.asked = asked;
  }

  /** A table of all rows of {@code trials.csv}; adds the column {@link #NORM_RATIO}. */
  public static TrialTable of(List<String> columns, List<Map<String, String>> rows) {
    List<String> withRatio = new ArrayList<>(columns);
    withRatio.add(NORM_RATIO);
    TrialRows all = new TrialRows(withRatio, rows.stream().map(TrialTable::withNormRatio).toList());
    return new TrialTable(all, all, List.of());
  }

  /** See {@link TrialRows#filter}. */
  public TrialTable filter(String condition) {
    String column = condition.split("[!<>=]", 2)[0].strip();
    return new TrialTable(all, chosen.filter(condition), asking(column));
  }

  /** See {@link TrialRows#sort}. */
  public TrialTable sort(String key) {
    String column = key.startsWith("-") ? key.substring(1) : key;
    return new TrialTable(all, chosen.sort(key), asking(column));
  }

  /** Lines of at most {@code width} columns, the last one saying what is not shown. */
  public List<AttributedString> lines(int width, Capability capability) {
    List<String> names = shownColumns();
    TextTable table = TextTable.create(names.stream().map(this::column).toList());
    int decimals =
        Compact.decimals(all.rows().stream().mapToDouble(row -> value(TrialRows.cell(row, "c"))));
    for (Map<String, String> row : chosen.rows()) {
      table.add(names.stream().map(name -> cell(name, row, decimals, capability)).toList());
    }
    TextTable.Fitted fitted = table.fit(width, capability);
    List<AttributedString> lines = new ArrayList<>(fitted.lines());
    String count =
        chosen.rows().size() == all.rows().size()
            ? all.rows().size() + " trials"
            : chosen.rows().size() + " of " + all.rows().size() + " trials";
    List<String> dropped = fitted.dropped().stream().map(names::get).toList();
    String hidden = dropped.isEmpty() ? "" : "; no room for " + String.join(", ", dropped);
    lines.add(TextTable.cut(new AttributedString(count + hidden), width, capability));
    if (chosen.rows().stream().anyMatch(TrialTable::isCensored)) {
      String note = capability.atLeast() + " and *: as far as it got before it was stopped";
      lines.add(TextTable.cut(new AttributedString(note), width, capability));
    }
    return lines;
  }

  private List<String> asking(String column) {
    List<String> columns = new ArrayList<>(asked);
    columns.add(column);
    return columns;
  }

  /** The usual columns that hold anything, then those sorted or filtered by. */
  private List<String> shownColumns() {
    List<String> names = new ArrayList<>();
    for (String name : SHOWN.keySet()) {
      boolean filled = chosen.rows().stream().anyMatch(row -> !TrialRows.cell(row, name).isEmpty());
      if (all.columns().contains(name) && (filled || name.equals("trial"))) {
        names.add(name);
      }
    }
    asked.stream().filter(name -> !names.contains(name)).distinct().forEach(names::add);
    return names;
  }

  private Column column(String name) {
    int importance = asked.contains(name) ? 19 : SHOWN.getOrDefault(name, 19);
    String title = wrapped(name);
    return TEXTS.contains(name) ? Column.left(title, importance) : Column.right(title, importance);
  }

  /** Long names go on two lines, so that the numbers decide the width. */
  private static String wrapped(String name) {
    int split = name.lastIndexOf('_');
    return name.length() > 10 && split > 0
        ? name.substring(0, split) + "\n" + name.substring(split)
        : name;
  }

  private static AttributedString cell(
      String name, Map<String, String> row, int decimals, Capability capability) {
    String text = Compact.oneLine(TrialRows.cell(row, name));
    AttributedStyle style = AttributedStyle.DEFAULT;
    switch (name) {
      case "outcome" -> {
        String phase = TrialRows.cell(row, "phase");
        style = OutcomeWord.style(phase.isEmpty() ? text : phase);
      }
      case "phase" -> style = OutcomeWord.style(text);
      case "c" -> text = text.isEmpty() ? "" : Compact.c(value(text), decimals);
      case "trial", "params", "seed", "steps" -> {}
      case "stop_reason" ->
          text = TextTable.cut(new AttributedString(text), MOST_REASON, capability).toString();
      default -> text = number(text);
    }
    return new AttributedString(
        censored(name, text, row, capability),
        capability.colour() ? style : AttributedStyle.DEFAULT);
  }

  /** Marks what a stopped trial had reached: no end, and of maxima and counts a lower bound. */
  private static String censored(
      String name, String text, Map<String, String> row, Capability capability) {
    if (text.isEmpty() || !isCensored(row)) {
      return text;
    }
    if (LOWER_BOUNDS.contains(name)) {
      return capability.atLeast() + text;
    }
    return name.endsWith("_final") || name.equals(NORM_RATIO) ? text + "*" : text;
  }

  private static boolean isCensored(Map<String, String> row) {
    return StopReason.censors(TrialRows.cell(row, "stop_reason"));
  }

  private static String number(String text) {
    double value = value(text);
    if (Double.isNaN(value)) {
      return text;
    }
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1e7;
    return whole ? Compact.c(value) : Compact.number(value);
  }

  /** NaN for what is not a number. */
  private static double value(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static Map<String, String> withNormRatio(Map<String, String> row) {
    Map<String, String> extended = new HashMap<>(row);
    double ratio =
        value(TrialRows.cell(row, "weight_norm_sq_final"))
            / value(TrialRows.cell(row, "weight_norm_sq_initial"));
    extended.put(NORM_RATIO, Double.isFinite(ratio) ? Double.toString(ratio) : "");
    return extended;
  }
}
