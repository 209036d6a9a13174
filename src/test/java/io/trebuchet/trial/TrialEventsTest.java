package io.trebuchet.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.config.RecordSettings;
import io.trebuchet.control.ControlRule;
import io.trebuchet.control.StopReason;
import io.trebuchet.control.StopSettings;
import io.trebuchet.control.TrialHistory;
import io.trebuchet.control.Verdict;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.Series;
import io.trebuchet.metrics.StopRecord;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.physics.Bounds;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TrialEventsTest {
  private static final Series SERIES = new Series("run", "test", "s1-c2", 1, 2);
  private static final ControlRule RULE =
      new ControlRule.PerTrial(
          "budget", "limit=50", trial -> (step, m) -> Verdict.CONTINUE, 1_000_000);
  private static final TrialEvents EVENTS =
      TrialEvents.of(
          SERIES,
          new TrialRun.Settings(
              new StopSettings(0, 1, 10),
              RULE,
              new RecordSettings(RecordSettings.Mode.ALL, 0, List.of()),
              true,
              () -> Instant.ofEpochSecond(3, 7)));

  private static TrialEvent ended(StopReason reason, String evidence) {
    Verdict.Halt halt = new Verdict.Halt(Outcome.STOPPED, reason, 5, evidence);
    TrialResult row =
        ResultRow.of(
            SERIES,
            "",
            0.5,
            halt.outcome(),
            TrialEvents.words(halt, RULE),
            TrialHistory.create(),
            Bounds.NONE,
            2,
            0);
    return EVENTS.ended(row, halt, null);
  }

  @Test
  void aStartSaysWhetherItGoesOn() {
    assertThat(EVENTS.started(-1, false))
        .isEqualTo(
            new TrialEvent(SERIES, 3_000_000_007L, TrialEvent.State.STARTED, "", 0, null, null));
    assertThat(EVENTS.started(117, true))
        .isEqualTo(
            new TrialEvent(
                SERIES, 3_000_000_007L, TrialEvent.State.STARTED, "resumed", 117, null, null));
  }

  @Test
  void anEndNamesTheRuleOfOnesOwnAndItsSettings() {
    TrialEvent event = ended(StopReason.RULE, "51 steps");
    assertThat(event.reason()).isEqualTo("rule: budget");
    assertThat(event.stop())
        .isEqualTo(new StopRecord("budget", "limit=50", "51 steps", "none", true, Map.of()));
  }

  @Test
  void anEndThatTheRuleHasNoPartInDoesNotNameIt() {
    TrialEvent event = ended(StopReason.USER, "a user asked for it");
    assertThat(event.reason()).isEqualTo("user");
    assertThat(event.stop())
        .isEqualTo(new StopRecord("user", "", "a user asked for it", "none", true, Map.of()));
  }

  @Test
  void anErrorIsTold() {
    TrialEvent event = ended(StopReason.ERROR, "no such luck");
    assertThat(event.reason()).isEqualTo("error: no such luck");
    assertThat(event.state()).isEqualTo(TrialEvent.State.ENDED);
    TrialResult row = event.result();
    assertThat(row).isNotNull();
    assertThat(row.stopReason()).isEqualTo("error: no such luck");
    assertThat(event.step()).isEqualTo(row.steps());
  }
}
