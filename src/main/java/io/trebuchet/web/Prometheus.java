package io.trebuchet.web;

import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.PlainText;
import io.trebuchet.metrics.TrialState.Stage;
import java.util.List;
import java.util.Map;

/** The engine's figures in Prometheus' text format. */
final class Prometheus {
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final StringBuilder text = new StringBuilder();

  private Prometheus() {}

  static String text(List<ServedSweep> sweeps, int viewers) {
    Prometheus prometheus = new Prometheus();
    prometheus.write(sweeps, viewers);
    return prometheus.text.toString();
  }

  private void write(List<ServedSweep> sweeps, int viewers) {
    head("trebuchet_viewers", "gauge", "Pages that watch a sweep.");
    text.append("trebuchet_viewers ").append(viewers).append('\n');
    head("trebuchet_trials", "gauge", "Trials by their state.");
    for (ServedSweep sweep : sweeps) {
      for (Map.Entry<Stage, Integer> count : Api.stages(sweep).entrySet()) {
        sample("trebuchet_trials", sweep, "state", count.getKey().word(), count.getValue());
      }
    }
    head("trebuchet_points_per_second", "gauge", "Rows produced a second.");
    for (ServedSweep sweep : sweeps) {
      double rate = sweep.engine().pointsPerSecond();
      sample("trebuchet_points_per_second", sweep, "", "", Double.isNaN(rate) ? 0 : rate);
    }
    head("trebuchet_rows_total", "counter", "Rows by where they ended up.");
    for (ServedSweep sweep : sweeps) {
      Ledger.Balance ledger = sweep.engine().ledger();
      if (ledger != null) {
        rows(sweep, "produced", ledger.step().produced() + ledger.trial().produced());
        rows(sweep, "stored", ledger.step().stored() + ledger.trial().stored());
        rows(sweep, "spooled", ledger.step().spooled() + ledger.trial().spooled());
        rows(sweep, "quarantined", ledger.step().quarantined() + ledger.trial().quarantined());
        rows(sweep, "dropped", ledger.step().dropped() + ledger.trial().dropped());
      }
    }
    head("trebuchet_queued_rows", "gauge", "Rows not acknowledged by the store yet.");
    for (ServedSweep sweep : sweeps) {
      sample("trebuchet_queued_rows", sweep, "", "", (double) sweep.engine().queuedRows());
    }
  }

  private void rows(ServedSweep sweep, String where, long count) {
    sample("trebuchet_rows_total", sweep, "where", where, (double) count);
  }

  private void head(String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private void sample(String name, ServedSweep sweep, String label, String word, double value) {
    text.append(name).append("{sweep=\"").append(escaped(sweep.about().id())).append('"');
    if (!label.isEmpty()) {
      text.append(',').append(label).append("=\"").append(escaped(word)).append('"');
    }
    text.append("} ").append(Digits.json(value, Digits.FULL)).append('\n');
  }

  private static String escaped(String label) {
    // Text of others': a terminal shows it too.
    return PlainText.shown(label).replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
