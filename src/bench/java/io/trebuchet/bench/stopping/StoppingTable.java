package io.trebuchet.bench.stopping;

import io.trebuchet.control.StopTally;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Results as tables: of all sweeps, rule by rule, and of each experiment. */
public record StoppingTable(List<ResultsFile.Row> rows) {
  private static final List<String> HEADER =
      List.of(
          "rule",
          "false kills",
          "of converging",
          "95% bound",
          "divergent stopped",
          "steps before overflow",
          "undecided stopped",
          "saved of non-finite",
          "saved of none");

  /** Copies the list. */
  public StoppingTable {
    rows = List.copyOf(rows);
  }

  /** Markdown or aligned text. */
  public List<String> lines(boolean markdown) {
    List<String> lines = new ArrayList<>();
    lines.add(markdown ? "### All experiments" : "all experiments");
    lines.add("");
    lines.addAll(render(HEADER, byRule(), markdown));
    lines.add("");
    lines.add(
        markdown
            ? "### False kills of converging trials, and share of `non-finite`'s steps saved"
            : "false kills of converging trials, and share of non-finite's steps saved");
    lines.add("");
    lines.addAll(perExperiment(markdown));
    return lines;
  }

  private List<List<String>> byRule() {
    Map<String, StopTally> totals = new LinkedHashMap<>();
    rows.forEach(row -> totals.merge(row.rule(), row.tally(), StopTally::plus));
    List<List<String>> table = new ArrayList<>();
    totals.forEach(
        (rule, t) ->
            table.add(
                List.of(
                    rule,
                    Long.toString(t.falseKills()),
                    Long.toString(t.converged()),
                    bound(rule, t),
                    String.format(Locale.ROOT, "%d of %d", t.divergentStopped(), t.divergent()),
                    t.divergentStopped() == 0
                        ? ""
                        : String.format(Locale.ROOT, "%.1f", t.meanLead()),
                    String.format(Locale.ROOT, "%d of %d", t.undecidedStopped(), t.undecided()),
                    share(t.savedOfNonFinite()),
                    share(t.savedOfNone()))));
    return table;
  }

  /** Of trials where there are false kills; of sweeps where there are none. */
  private String bound(String rule, StopTally t) {
    long sweeps =
        rows.stream().filter(row -> row.rule().equals(rule) && row.tally().converged() > 0).count();
    return t.falseKills() == 0
        ? String.format(
            Locale.ROOT, "< %s of %d sweeps", share(StopTally.rateBound(sweeps)), sweeps)
        : share(t.falseKillRate());
  }

  private List<String> perExperiment(boolean markdown) {
    List<String> rules = rows.stream().map(ResultsFile.Row::rule).distinct().toList();
    Map<String, Map<String, StopTally>> totals = new TreeMap<>();
    Map<String, Long> most = new TreeMap<>();
    for (ResultsFile.Row row : rows) {
      String experiment = row.key().experiment();
      totals
          .computeIfAbsent(experiment, e -> new LinkedHashMap<>())
          .merge(row.rule(), row.tally(), StopTally::plus);
      most.merge(experiment, row.key().maxSteps(), Math::max);
    }
    List<String> header = new ArrayList<>(List.of("experiment", "steps ≤", "converge", "diverge"));
    header.addAll(rules.subList(Math.min(1, rules.size()), rules.size()));
    List<List<String>> table = new ArrayList<>();
    totals.forEach(
        (experiment, byRule) -> {
          StopTally any = byRule.values().iterator().next();
          List<String> line = new ArrayList<>();
          line.add(experiment);
          line.add(Long.toString(most.getOrDefault(experiment, 0L)));
          line.add(Long.toString(any.converged()));
          line.add(Long.toString(any.divergent()));
          for (String rule : rules.subList(Math.min(1, rules.size()), rules.size())) {
            StopTally t = byRule.getOrDefault(rule, StopTally.EMPTY);
            line.add(
                String.format(Locale.ROOT, "%d, %s", t.falseKills(), share(t.savedOfNonFinite())));
          }
          table.add(line);
        });
    return render(header, table, markdown);
  }

  private static String share(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    boolean tiny = value > 0 && value < 0.001;
    return String.format(Locale.ROOT, tiny ? "%.2f%%" : "%.1f%%", 100 * value);
  }

  private static List<String> render(
      List<String> header, List<List<String>> table, boolean markdown) {
    List<String> lines = new ArrayList<>();
    if (markdown) {
      lines.add("| " + String.join(" | ", header) + " |");
      lines.add("|---" + "|--:".repeat(header.size() - 1) + "|");
      table.forEach(row -> lines.add("| " + String.join(" | ", row) + " |"));
      return lines;
    }
    List<List<String>> all = new ArrayList<>();
    all.add(header);
    all.addAll(table);
    for (List<String> row : all) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        int column = i;
        int width = all.stream().mapToInt(r -> r.get(column).length()).max().orElse(0);
        String cell = row.get(i);
        String gap = " ".repeat(width - cell.length());
        line.append(i == 0 ? cell + gap : "  " + gap + cell);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
