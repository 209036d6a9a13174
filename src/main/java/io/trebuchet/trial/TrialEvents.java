package io.trebuchet.trial;

import io.trebuchet.config.TrialSpec;
import io.trebuchet.control.Certificate;
import io.trebuchet.control.ControlRule;
import io.trebuchet.control.StopReason;
import io.trebuchet.control.Verdict;
import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.Series;
import io.trebuchet.metrics.StopRecord;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.metrics.TrialResult;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a trial when it starts, when its rule fails and when it ends, and on what
 * grounds.
 */
public final class TrialEvents {
  private final Series series;
  private final TrialRun.Settings settings;

  private TrialEvents(Series series, TrialRun.Settings settings) {
    this.series = series;
    this.settings = settings;
  }

  /** The events of a trial of this name. */
  public static TrialEvents of(Series series, TrialRun.Settings settings) {
    return new TrialEvents(series, settings);
  }

  /** A trial's name in the time series, with c = ηλ_max(H_0), NaN as long as it is not known. */
  public static Series series(TrialSpec spec, TrialTerms terms, double c) {
    return new Series(terms.runId(), terms.sweep(), spec.id(), spec.seed(), c);
  }

  /** It begins, or goes on after the last step of an earlier process. */
  public TrialEvent started(long lastStep, boolean resumed) {
    return event(
        TrialEvent.State.STARTED, resumed ? "resumed" : "", Math.max(0, lastStep), null, null);
  }

  /** It goes on without its rule. */
  public TrialEvent ruleFailed(TrialRun run, String how) {
    return event(
        TrialEvent.State.RULE_FAILED,
        settings.rule().name() + " " + how,
        run.step(),
        null,
        grounds(StopReason.RULE, how, run));
  }

  /** It ended so. */
  public TrialEvent ended(TrialResult result, Verdict.Halt halt, @Nullable TrialRun run) {
    return event(
        TrialEvent.State.ENDED,
        result.stopReason(),
        result.steps(),
        result,
        grounds(halt.reason(), halt.evidence(), run));
  }

  /** The words of {@code stop_reason}. */
  public static String words(Verdict.Halt halt, ControlRule rule) {
    return switch (halt.reason()) {
      case ERROR -> halt.reason().word() + ": " + halt.evidence();
      case RULE -> halt.reason().word() + ": " + rule.name();
      default -> halt.reason().word();
    };
  }

  private StopRecord grounds(StopReason reason, String evidence, @Nullable TrialRun run) {
    ControlRule rule = settings.rule();
    String name = reason == StopReason.RULE ? rule.name() : reason.rule();
    return new StopRecord(
        name,
        name.equals(rule.name()) ? rule.settings() : "",
        evidence,
        (run == null ? Certificate.NONE : run.certificate()).word(),
        reason.censors(),
        run == null ? Map.of() : run.lastValues());
  }

  private TrialEvent event(
      TrialEvent.State state,
      String reason,
      long step,
      @Nullable TrialResult result,
      @Nullable StopRecord stop) {
    long now = Emission.timestamp(settings.clock().instant());
    return new TrialEvent(series, now, state, reason, step, result, stop);
  }
}
