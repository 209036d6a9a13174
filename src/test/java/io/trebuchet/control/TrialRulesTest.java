package io.trebuchet.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.metrics.Outcome;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.observe.CloserLook;
import io.trebuchet.physics.observe.HessianEnds;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;

final class TrialRulesTest {
  private static final StopSettings STOP = new StopSettings(1e-8, 1, 1000);

  private static Measurement at(double loss, double etaLambda) {
    Measurement m = new Measurement();
    m.loss = loss;
    m.weightNormSq = 1;
    m.lambdaMax = etaLambda;
    m.etaLambda = etaLambda;
    return m;
  }

  /** Feeds losses until a verdict. */
  private static Verdict.Halt run(
      StopSettings stop, ControlRule rule, double etaLambda, LongToDoubleFunction loss) {
    TrialRules rules = TrialRules.create(stop, rule, 0.1);
    for (long step = 0; ; step++) {
      if (rules.judge(step, at(loss.applyAsDouble(step), etaLambda)) instanceof Verdict.Halt halt) {
        return halt;
      }
    }
  }

  @Test
  void convergesAtTheStepWhereTheLossStopsChanging() {
    Verdict.Halt halt = run(STOP, ControlRule.CERTIFIED, 1, step -> Math.pow(0.1, (double) step));
    // |0.1^8 − 0.1^9| = 0.9e−8 is the first change below 1e−8.
    assertThat(halt.outcome()).isEqualTo(Outcome.CONVERGED);
    assertThat(halt.reason()).isEqualTo(StopReason.LOSS_CHANGE);
    assertThat(halt.step()).isEqualTo(9);
  }

  @Test
  void patienceAsksForQuietStepsInARow() {
    StopSettings patient = new StopSettings(1e-8, 3, 1000);
    // Quiet at 5 and 6, moves at 7, quiet from 8 on.
    Verdict.Halt halt =
        run(patient, ControlRule.CERTIFIED, 1, step -> step < 4 ? 10.0 - step : step < 7 ? 5 : 4);
    assertThat(halt.step()).isEqualTo(10);
  }

  /** A step across a kink can end at the loss it began with, on its way down. */
  @Test
  void aLossThatIsEqualByChanceHasNotConverged() {
    TrialRules rules = TrialRules.create(STOP, ControlRule.CERTIFIED, 0.1);
    for (long step = 0; step <= 20; step++) {
      Measurement m = at(step < 10 || step > 12 ? 1 - 0.01 * step : 0.9, 0.5);
      m.curvature = 0;
      // The gradient of the tenth and eleventh step would gain 0.1 · 1e-3 · ¾ in the next.
      m.gradientNormSq = step == 12 ? 1e-9 : 1e-3;
      boolean halted = rules.judge(step, m) instanceof Verdict.Halt;
      assertThat(halted).isEqualTo(step == 12);
      if (halted) {
        return;
      }
    }
  }

  /** A look at the Hessian that ended early says no more than that it ended. */
  @Test
  void aSaddleIsNoMinimumHoweverTheLookAtItEnds() {
    double rate = 0.1;
    TrialRules rules = TrialRules.create(STOP, ControlRule.CERTIFIED, rate);
    CloserLook saddle =
        new CloserLook() {
          @Override
          public HessianEnds hessian(double low, double high) {
            // Of 0.06 and −0.036, by a search that goes on from −0.0005 only if that is within.
            return new HessianEnds((rate * low > -0.0005 ? -0.0005 : -0.036) / rate, 0.06 / rate);
          }

          @Override
          public double nextLoss() {
            return Double.NaN;
          }
        };
    for (long step = 0; step <= 10; step++) {
      Measurement m = at(step == 0 ? 1 : 1e-3, 0.02);
      m.gradientNormSq = 1e-12;
      m.curvature = 1e3;
      assertThat(rules.judge(step, m, saddle)).isEqualTo(Verdict.CONTINUE);
    }
  }

  @Test
  void aFlatLossThatNoMinimumCanHoldHasNotConverged() {
    Verdict.Halt halt = run(STOP, ControlRule.CERTIFIED, 2.2, step -> 1);
    assertThat(halt.outcome()).isEqualTo(Outcome.INCOMPLETE);
    assertThat(halt.step()).isEqualTo(1000);
  }

  @Test
  void lossChangeZeroTurnsConvergenceOff() {
    StopSettings never = new StopSettings(0, 1, 50);
    assertThat(run(never, ControlRule.CERTIFIED, 1, step -> 1).step()).isEqualTo(50);
  }

  @Test
  void aDeadNetIsNeverConverged() {
    for (ControlRule rule :
        List.of(ControlRule.NONE, ControlRule.NON_FINITE, ControlRule.CERTIFIED)) {
      assertThat(run(STOP, rule, 0, step -> 1).outcome()).isEqualTo(Outcome.DEAD);
    }
    assertThat(run(STOP, ControlRule.CERTIFIED, 0, step -> 1).step()).isZero();
  }

  @Test
  void aNonFiniteNumberIsADivergence() {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      Verdict.Halt halt = run(STOP, ControlRule.NON_FINITE, 5, step -> step < 3 ? 1.0 : bad);
      assertThat(halt.outcome()).isEqualTo(Outcome.DIVERGED);
      assertThat(halt.reason()).isEqualTo(StopReason.OVERFLOW);
      assertThat(halt.step()).isEqualTo(3);
    }
  }

  @Test
  void withoutRuleExactlyMaxStepsAreMade() {
    StopSettings fixed = new StopSettings(0, 1, 70);
    Verdict.Halt halt = run(fixed, ControlRule.NONE, 5, step -> step < 3 ? 1.0 : Double.NaN);
    assertThat(halt.step()).isEqualTo(70);
    assertThat(halt.outcome()).isEqualTo(Outcome.DIVERGED);
  }

  @Test
  void theDoomedCertificateNeedsItsMarginAndANonZeroOutput() {
    TrialRules rules = TrialRules.create(STOP, ControlRule.CERTIFIED, 0.1);
    Measurement m = at(1, 5);
    m.doomedMargin = 1 + 1e-10;
    assertThat(rules.judge(0, m)).isInstanceOf(Verdict.Continue.class);
    m.doomedMargin = 1.1;
    m.loss = 1;
    assertThat(rules.judge(1, m))
        .isInstanceOfSatisfying(
            Verdict.Halt.class,
            halt -> {
              assertThat(halt.outcome()).isEqualTo(Outcome.DIVERGED);
              assertThat(halt.reason()).isEqualTo(StopReason.DOOMED);
              assertThat(halt.evidence()).contains("1.1");
            });
    m.loss = 0;
    assertThat(TrialRules.create(STOP, ControlRule.CERTIFIED, 0.1).judge(0, m))
        .isInstanceOfSatisfying(
            Verdict.Halt.class, halt -> assertThat(halt.outcome()).isEqualTo(Outcome.CONVERGED));
    Measurement same = at(1, 5);
    same.doomedMargin = 1.1;
    assertThat(TrialRules.create(STOP, ControlRule.NON_FINITE, 0.1).judge(0, same))
        .isInstanceOf(Verdict.Continue.class);
  }

  @Test
  void theLimitTellsOscillatingFromIncomplete() {
    assertThat(run(STOP, ControlRule.CERTIFIED, 2.5, step -> 2 + Math.sin((double) step)).outcome())
        .isEqualTo(Outcome.OSCILLATING);
    assertThat(
            run(STOP, ControlRule.CERTIFIED, 1, step -> 1 / (1 + (double) step * 1e-2)).outcome())
        .isEqualTo(Outcome.INCOMPLETE);
  }

  /** Of five steps it is a tenth and more. */
  @Test
  void aSingleRiseIsNoGoingUpAndDown() {
    StopSettings fifty = STOP.withMaxSteps(50);
    assertThat(
            run(fifty, ControlRule.NONE, 1, step -> step == 48 ? 1.1 : 1 - 1e-4 * step).outcome())
        .isEqualTo(Outcome.INCOMPLETE);
    assertThat(run(fifty, ControlRule.NONE, 1, step -> step % 2 == 0 ? 1.1 : 1).outcome())
        .isEqualTo(Outcome.OSCILLATING);
  }
}
