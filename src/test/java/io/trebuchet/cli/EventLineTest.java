package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.durable.SweepJournal;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.metrics.TrialSteps;
import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class EventLineTest {
  private static String line(SweepJournal.Event event) {
    return EventLine.of(
        new SweepJournal.Entry(Instant.parse("2026-01-01T00:00:00.123456Z"), event));
  }

  private static TrialResult result(String reason) {
    return TrialResult.of("s1-c2.1", 1)
        .at("", 2.1, 0.1)
        .ended(Outcome.CONVERGED, reason, 5)
        .loss(1, Double.POSITIVE_INFINITY, 3, 4)
        .wallMillis(9)
        .build();
  }

  @Test
  void aLineHasTimeNameTrialAndWhatApplies() {
    assertThat(line(new SweepJournal.SweepPaused()))
        .isEqualTo("2026-01-01T00:00:00.123456Z sweep-paused");
    assertThat(line(new SweepJournal.TrialPaused("s1-c2.1")))
        .isEqualTo("2026-01-01T00:00:00.123456Z trial-paused    s1-c2.1");
    assertThat(
            line(new SweepJournal.TrialEnded(result("error: a \"word\""), new TrialSteps(6, "a7"))))
        .isEqualTo(
            "2026-01-01T00:00:00.123456Z trial-ended     s1-c2.1 seed=1 c=2.1 learning_rate=0.1"
                + " outcome=converged stop_reason=\"error: a \\\"word\\\"\" steps=5"
                + " loss_initial=1.0 loss_max=Infinity loss_max_step=3 loss_final=4.0 catapults=0"
                + " wall_ms=9 recorded_rows=6 recorded_checksum=a7");
  }

  @Test
  void controlCharactersAreSpeltOut() {
    assertThat(line(new SweepJournal.SweepBegun("\u001b[2Ja\nb\u009b\u202e\ud800\u007f")))
        .endsWith("run=\\x1b[2Ja\\x0ab\\x9b\\u{202e}\\u{d800}\\x7f");
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withCharRange('\0', '\uffff').ofMaxLength(30);
  }

  @Property
  void nothingReachesTheTerminalButText(@ForAll("texts") String text) {
    assertThat(line(new SweepJournal.TrialEnded(result(text), null)).codePoints())
        .allMatch(ch -> ch == ' ' || Character.isLetterOrDigit(ch) || !Character.isISOControl(ch));
    assertThat(line(new SweepJournal.SweepBegun(text)).lines()).hasSize(1);
  }
}
