package io.trebuchet.control;

import io.trebuchet.physics.Measurement;
import java.util.function.LongToDoubleFunction;

/** Makes a trial report its loss at the first step that has reached each of a rule's times. */
final class Reports implements StopRule {
  private final LongToDoubleFunction times;
  private final double perStep;
  private long next;
  private double nextTime;

  private Reports(LongToDoubleFunction times, double perStep) {
    this.times = times;
    this.perStep = perStep;
    this.nextTime = times.applyAsDouble(0);
  }

  /**
   * Reports of every trial.
   *
   * @param times the rule's point in time of an index from 0, strictly rising
   */
  static StopRule.Factory at(LongToDoubleFunction times, TimeScale scale) {
    return trial -> new Reports(times, scale.perStep(trial.learningRate()));
  }

  @Override
  public Verdict judge(long step, Measurement m) {
    double time = perStep * step;
    if (time < nextTime) {
      return Verdict.CONTINUE;
    }
    long from = next;
    while (time >= nextTime) {
      next++;
      nextTime = times.applyAsDouble(next);
    }
    return new Verdict.Report(step, from, next - 1, m.loss);
  }

  @Override
  public double[] state() {
    return new double[] {next};
  }

  @Override
  public void restore(double[] state) {
    StopRule.requireLength(state, 1);
    next = (long) state[0];
    nextTime = times.applyAsDouble(next);
  }
}
