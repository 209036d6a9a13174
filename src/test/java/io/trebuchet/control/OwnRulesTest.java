package io.trebuchet.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trebuchet.metrics.Outcome;
import io.trebuchet.physics.MapParameters;
import io.trebuchet.physics.Measurement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Rules that look at one trial: those with settings, and the user's own. */
final class OwnRulesTest {
  private static final StopSettings STOP = new StopSettings(1e-8, 1, 1000);

  private static Measurement at(double loss) {
    Measurement m = new Measurement();
    m.loss = loss;
    m.weightNormSq = 1;
    m.lambdaMax = 1;
    m.etaLambda = 1;
    return m;
  }

  private static ControlRule builtIn(String name, Map<String, ?> settings) {
    MapParameters parameters = new MapParameters(settings);
    ControlRule rule = RuleCatalog.of(List.of()).read(name, "", parameters, Duration.ofSeconds(1));
    assertThat(parameters.faults()).isEmpty();
    return rule;
  }

  private static Verdict.Halt end(ControlRule rule, double... losses) {
    TrialRules rules = TrialRules.create(STOP, rule, 0.1);
    for (int step = 0; step < losses.length; step++) {
      if (rules.judge(step, at(losses[step])) instanceof Verdict.Halt halt) {
        return halt;
      }
    }
    throw new AssertionError("no verdict");
  }

  @Test
  void thresholdStopsAtAMultipleOfTheInitialLossOrAtANumber() {
    Verdict.Halt relative = end(builtIn("threshold", Map.of("factor", 10)), 2, 19, 20, 20.1);
    assertThat(relative.step()).isEqualTo(3);
    assertThat(relative.outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(relative.reason()).isEqualTo(StopReason.THRESHOLD);
    assertThat(relative.evidence()).isEqualTo("loss 20.1 > 20.0, 10.0 × the initial one");
    Verdict.Halt absolute = end(builtIn("threshold", Map.of("factor", 10, "loss", 5)), 2, 5, 5.1);
    assertThat(absolute.step()).isEqualTo(2);
    assertThat(absolute.evidence()).isEqualTo("loss 5.1 > 5.0");
  }

  @Test
  void patienceStopsAfterSoManyStepsWithoutImprovement() {
    ControlRule rule = builtIn("patience", Map.of("steps", 2, "min-delta", 0.5));
    // 1.6 is no improvement on 2 by more than 0.5, 1.4 is.
    Verdict.Halt halt = end(rule, 2, 1.6, 1.4, 1, 1.2);
    assertThat(halt.step()).isEqualTo(4);
    assertThat(halt.reason()).isEqualTo(StopReason.PATIENCE);
    assertThat(halt.evidence()).isEqualTo("loss 1.2; none of the last 2 was below 1.4 - 0.5");
    // Just so much lower is not lower by more.
    assertThat(end(rule, 2, 1.5, 1.5).step()).isEqualTo(2);
  }

  @Test
  void aTrialThatConvergesIsNotStoppedByAGuess() {
    ControlRule rule = builtIn("patience", Map.of("steps", 1, "min-delta", 0));
    assertThat(end(rule, 2, 1, 1).outcome()).isEqualTo(Outcome.CONVERGED);
  }

  /** Cut anywhere, put away and taken up again, a rule says the same. */
  @Property
  void rulesGoOnFromTheirState(
      @ForAll @Size(min = 2, max = 40) List<@DoubleRange(min = 0, max = 30) Double> losses,
      @ForAll @IntRange(min = 0, max = 39) int cut) {
    for (ControlRule rule :
        List.of(
            builtIn("threshold", Map.of("factor", 3)),
            builtIn("patience", Map.of("steps", 4, "min-delta", 0.1)),
            ControlRule.CERTIFIED,
            ControlRule.NONE)) {
      TrialRules whole = TrialRules.create(STOP, rule, 0.1);
      TrialRules parts = TrialRules.create(STOP, rule, 0.1);
      for (int step = 0; step < losses.size(); step++) {
        if (step == cut) {
          parts =
              TrialRules.of(
                  STOP, rule, 0.1, parts.capture(), parts.captureRule(), parts.captureMemory(), 1);
        }
        Verdict expected = whole.judge(step, at(losses.get(step)));
        assertThat(parts.judge(step, at(losses.get(step)))).isEqualTo(expected);
        if (expected instanceof Verdict.Halt) {
          break;
        }
      }
    }
  }

  private static ControlRule own(StopRule rule) {
    return new ControlRule.PerTrial("mine", "", trial -> rule, 1_000_000);
  }

  private static Verdict.Halt withFailure(TrialRules rules, String... expected) {
    List<String> failures = new ArrayList<>();
    for (int step = 0; ; step++) {
      Verdict verdict = rules.judge(step, at(Math.pow(0.1, step)));
      rules.takeFailure().ifPresent(failures::add);
      if (verdict instanceof Verdict.Halt halt) {
        assertThat(failures).hasSize(1);
        assertThat(failures.getFirst()).contains(expected);
        return halt;
      }
    }
  }

  @Test
  void aRuleThatThrowsIsSwitchedOffAndTheTrialGoesOn() {
    StopRule throwing =
        (step, m) -> {
          if (step == 2) {
            throw new IllegalStateException("no such luck");
          }
          return Verdict.CONTINUE;
        };
    Verdict.Halt halt =
        withFailure(TrialRules.create(STOP, own(throwing), 0.1), "step 2", "no such luck");
    assertThat(halt.outcome()).isEqualTo(Outcome.CONVERGED);
    ControlRule cannotStart =
        new ControlRule.PerTrial(
            "mine",
            "",
            trial -> {
              throw new IllegalStateException("not today");
            },
            1);
    assertThat(withFailure(TrialRules.create(STOP, cannotStart, 0.1), "not today").outcome())
        .isEqualTo(Outcome.CONVERGED);
  }

  @Test
  void aRuleThatIsSlowIsSwitchedOff() {
    long[] now = {0};
    StopRule slow =
        (step, m) -> {
          now[0] += step == 3 ? 5_000_000 : 1000;
          return Verdict.CONTINUE;
        };
    TrialRules rules = TrialRules.create(STOP, own(slow), 0.1, () -> now[0]);
    assertThat(withFailure(rules, "step 3", "5 ms").outcome()).isEqualTo(Outcome.CONVERGED);
  }

  @Test
  @SuppressWarnings("NullAway") // a user's class need not heed annotations
  void aRuleThatGivesNoValidVerdictIsSwitchedOff() {
    for (Verdict bad :
        new Verdict[] {
          null,
          Verdict.stop(99, "another step"),
          new Verdict.Halt(Outcome.CONVERGED, StopReason.BASIN, 1, "not for it to say"),
          new Verdict.Report(1, 0, 0, 1)
        }) {
      StopRule rule = (step, m) -> step == 1 ? bad : Verdict.CONTINUE;
      assertThat(withFailure(TrialRules.create(STOP, own(rule), 0.1), "").outcome())
          .isEqualTo(Outcome.CONVERGED);
    }
  }

  @Test
  void aRuleOfOnesOwnStopsItsTrial() {
    StopRule rule = (step, m) -> step == 4 ? Verdict.stop(step, "enough") : Verdict.CONTINUE;
    Verdict.Halt halt = end(own(rule), 5, 4, 3, 2, 1);
    assertThat(halt).isEqualTo(Verdict.stop(4, "enough"));
    assertThat(halt.outcome()).isEqualTo(Outcome.STOPPED);
  }

  @Test
  void noTwoRulesHaveOneName() {
    StopRuleKind kind =
        new StopRuleKind() {
          @Override
          public String name() {
            return "patience";
          }

          @Override
          public StopRule.Factory read(io.trebuchet.physics.Parameters settings) {
            throw new AssertionError();
          }
        };
    assertThatThrownBy(() -> RuleCatalog.of(List.of(kind))).hasMessageContaining("patience");
  }

  /** A net that has all but died: its loss is flat because its NTK is nearly zero. */
  @Test
  void aPlateauIsNoMinimum() {
    Measurement m = at(0.5);
    m.etaLambda = 1e-6;
    m.lambdaMax = 1e-6;
    TrialRules rules = TrialRules.create(STOP, ControlRule.CERTIFIED, 1);
    for (int step = 0; step < 1000; step++) {
      // What a residual not orthogonal to the NTK loses at this rate: 2ηλ × a hundredth of it.
      m.loss = 0.5 - 1e-8 * step * 0.9;
      assertThat(rules.judge(step, m)).isInstanceOf(Verdict.Continue.class);
    }
    m.loss -= 1e-8 * 0.9;
    assertThat(rules.judge(1000, m))
        .isInstanceOfSatisfying(
            Verdict.Halt.class, halt -> assertThat(halt.outcome()).isEqualTo(Outcome.INCOMPLETE));
  }
}
