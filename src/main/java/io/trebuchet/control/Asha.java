package io.trebuchet.control;

import io.trebuchet.metrics.Outcome;
import io.trebuchet.physics.Parameters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Asynchronous successive halving, as Optuna's SuccessiveHalvingPruner has it: at the times r·η^k,
 * k = 0, 1, … (the rungs), a trial goes on only if its loss is among the best ⌊m/η⌋ of the m that
 * have reached this rung so far, itself included; while m is below η, only if it is the best. A NaN
 * is the worst loss and never goes on. Of several brackets, to which trials are dealt in turn,
 * bracket s begins at rung s.
 */
final class Asha implements ComparingRule {
  /**
   * The rungs.
   *
   * @param minResource r, the time of the first one
   * @param reductionFactor η
   * @param brackets how many
   * @param bootstrap so many trials must have reached a rung before any goes on from it
   */
  record Settings(double minResource, int reductionFactor, int brackets, int bootstrap) {
    double time(long rung) {
      return minResource * Math.pow(reductionFactor, (double) rung);
    }
  }

  private record Rung(int bracket, long index) {}

  private final Settings settings;
  private final Map<String, Integer> brackets = new HashMap<>();
  private final Map<Rung, List<Double>> rungs = new HashMap<>();
  private int dealt;

  private Asha(Settings settings) {
    this.settings = settings;
  }

  /** Reads the section {@code asha}. */
  static ControlRule.Comparing read(String text, Parameters p) {
    Settings settings =
        new Settings(
            p.number("min-resource", Double.MIN_VALUE, Double.MAX_VALUE),
            p.integer("reduction-factor", 2),
            p.integer("brackets", 1),
            p.integer("bootstrap", 0));
    return new ControlRule.Comparing(
        "asha",
        text,
        StopReason.ASHA,
        Reports.at(settings::time, TimeScale.read(p)),
        () -> of(settings));
  }

  static Asha of(Settings settings) {
    return new Asha(settings);
  }

  @Override
  public Optional<String> report(String trial, Verdict.Report report) {
    int bracket = brackets.computeIfAbsent(trial, t -> dealt++ % settings.brackets());
    for (long rung = Math.max(report.from(), bracket); rung <= report.to(); rung++) {
      if (Double.isNaN(report.loss())) {
        return Optional.of(String.format(Locale.ROOT, "loss NaN at rung %d", rung));
      }
      List<Double> reached = rungs.computeIfAbsent(new Rung(bracket, rung), r -> new ArrayList<>());
      reached.add(report.loss());
      Collections.sort(reached);
      int kept = Math.max(1, reached.size() / settings.reductionFactor());
      double worstKept = reached.get(kept - 1);
      if (reached.size() <= settings.bootstrap() || report.loss() > worstKept) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "loss %s at rung %d (time %s) is not among the best %d of %d",
                report.loss(),
                rung,
                settings.time(rung),
                kept,
                reached.size()));
      }
    }
    return Optional.empty();
  }

  @Override
  public void ended(String trial, Outcome outcome) {
    brackets.remove(trial);
  }
}
