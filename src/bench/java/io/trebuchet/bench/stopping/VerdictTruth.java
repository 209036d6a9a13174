package io.trebuchet.bench.stopping;

import io.trebuchet.control.ControlRule;
import io.trebuchet.control.Replay;
import io.trebuchet.control.StopReason;
import io.trebuchet.control.StopSettings;
import io.trebuchet.control.Verdict;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.observe.CloserLook;
import java.util.Arrays;
import java.util.Optional;

/**
 * One trial that goes on after its verdict: whether the verdict was true. Converged is, if the loss
 * stays within 1% of the initial one of where it was, and no more than that of it lies along the
 * NTK; oscillating, if the loss rises and falls again.
 */
public final class VerdictTruth {
  private static final double CLOSE = 0.01;

  /** What |ΔL| alone took for a minimum: below this ηλ_max, unless ηλ_max is tiny. */
  private static final double PLAIN_EDGE = 2.1;

  private static final double PLAIN_REMOVABLE = 2e4;
  private static final double PLAIN_FALLEN = 0.99;
  private static final double ROUNDING = 1e-12;

  private final StopSettings stop;
  private final int further;
  private double[] losses = new double[1024];
  private double[] alongKernel = new double[1024];
  private int steps;
  private int plainQuiet;
  private int plainAt = -1;

  private VerdictTruth(StopSettings stop, int further) {
    this.stop = stop;
    this.further = further;
  }

  /**
   * Runs a trial to its verdicts and on.
   *
   * @param further steps after the later one
   */
  public static VerdictTally of(
      Problem problem, double rate, StopSettings stop, ControlRule rule, int further) {
    return new VerdictTruth(stop, further).run(problem, rate, rule);
  }

  private VerdictTally run(Problem problem, double rate, ControlRule rule) {
    Replay replay = Replay.create(rule, stop, rate);
    Measurement m = new Measurement();
    long last = Long.MAX_VALUE;
    try (GradientDescent descent = problem.start(rate)) {
      CloserLook closer = CloserLook.of(problem, descent);
      for (long step = 0; step <= last; step++) {
        if (step > 0) {
          descent.advance();
        }
        descent.measure(m);
        keep(m);
        replay.observe(step, m, closer);
        Optional<Verdict.Halt> halt = replay.halt();
        boolean decided = halt.isPresent() && (plainAt >= 0 || step >= stop.maxSteps());
        if (!m.finite() || m.dead() || isProven(halt)) {
          break;
        }
        if (decided && last == Long.MAX_VALUE) {
          last = step + further;
        }
      }
    }
    return tally(replay.halt());
  }

  private static boolean isProven(Optional<Verdict.Halt> halt) {
    return halt.isPresent() && halt.get().reason() == StopReason.DOOMED;
  }

  private void keep(Measurement m) {
    if (steps == losses.length) {
      losses = Arrays.copyOf(losses, 2 * steps);
      alongKernel = Arrays.copyOf(alongKernel, 2 * steps);
    }
    losses[steps] = m.loss;
    alongKernel[steps] = m.lossAlongKernel();
    double change = steps == 0 ? Double.NaN : Math.abs(m.loss - losses[steps - 1]);
    boolean quiet =
        change < stop.lossChange()
            && m.etaLambda <= PLAIN_EDGE
            && change <= PLAIN_REMOVABLE * m.etaLambda * stop.lossChange();
    plainQuiet = quiet ? plainQuiet + 1 : 0;
    if (plainAt < 0 && plainQuiet >= stop.patience()) {
      plainAt = steps;
    }
    steps++;
  }

  private VerdictTally tally(Optional<Verdict.Halt> halt) {
    boolean converged = halt.isPresent() && halt.get().outcome() == Outcome.CONVERGED;
    boolean oscillating = halt.isPresent() && halt.get().outcome() == Outcome.OSCILLATING;
    boolean incomplete = halt.isPresent() && halt.get().outcome() == Outcome.INCOMPLETE;
    boolean plain = plainAt >= 0 && plainAt <= stop.maxSteps();
    boolean plainOscillating = !plain && steps > stop.maxSteps() && standsByItsMeans();
    int at = converged ? (int) halt.get().step() : 0;
    boolean upAndDown = goesUpAndDown();
    return new VerdictTally(
        1,
        one(plain),
        one(plain && !stays(plainAt)),
        one(converged),
        one(converged && !stays(at)),
        one(plainOscillating),
        one(plainOscillating && !upAndDown),
        one(oscillating),
        one(oscillating && !upAndDown),
        one(incomplete));
  }

  private boolean stays(int from) {
    double room = CLOSE * losses[0];
    int to = (int) Math.min(steps, (long) from + further + 1);
    for (int k = from; k < to; k++) {
      if (!(Math.abs(losses[k] - losses[from]) <= room)) {
        return false;
      }
    }
    return alongKernel[from] <= room;
  }

  private boolean standsByItsMeans() {
    int limit = (int) stop.maxSteps();
    int tenth = Math.max(1, limit / 10);
    double last = 0;
    double before = 0;
    for (int k = Math.max(0, limit - 2 * tenth + 1); k <= limit; k++) {
      if (k > limit - tenth) {
        last += losses[k];
      } else {
        before += losses[k];
      }
    }
    return last >= PLAIN_FALLEN * before;
  }

  /** In the last tenth of its steps and again in those after. */
  private boolean goesUpAndDown() {
    int limit = (int) stop.maxSteps();
    return goesUpAndDown(limit - Math.max(1, limit / 10), Math.min(limit + 1, steps))
        && goesUpAndDown(limit, steps);
  }

  private boolean goesUpAndDown(int from, int to) {
    boolean rises = false;
    boolean falls = false;
    for (int k = from + 1; k < to; k++) {
      rises |= losses[k] > losses[k - 1] * (1 + ROUNDING);
      falls |= losses[k] < losses[k - 1] * (1 - ROUNDING);
    }
    return rises && falls;
  }

  private static long one(boolean counts) {
    return counts ? 1 : 0;
  }
}
