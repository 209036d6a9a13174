package io.trebuchet.bench.stopping;

import java.util.ArrayList;
import java.util.List;

/**
 * A rule with settings that takes part.
 *
 * @param label in tables and files
 * @param assignments of config values, the rule first
 */
public record Contender(String label, List<String> assignments) {
  /** All that are compared, {@code non-finite} first. */
  public static List<Contender> all() {
    return List.of(
        of("non-finite", "non-finite"),
        of("certified", "certified"),
        of("certified, basin", "certified", "certified.basin=true"),
        of("threshold ×10", "threshold", "threshold.factor=10"),
        of("threshold ×100", "threshold", "threshold.factor=100"),
        of("threshold ×1000", "threshold", "threshold.factor=1000"),
        of("patience 10", "patience", "patience.steps=10"),
        of("patience 50", "patience", "patience.steps=50"),
        of("median", "median"),
        of("median, ηt", "median", "median.time=eta-t", "median.interval=0.1"),
        of("asha", "asha"));
  }

  private static Contender of(String label, String rule, String... settings) {
    List<String> assignments = new ArrayList<>();
    assignments.add("control.rule=" + rule);
    for (String setting : settings) {
      assignments.add("control." + setting);
    }
    return new Contender(label, assignments);
  }
}
