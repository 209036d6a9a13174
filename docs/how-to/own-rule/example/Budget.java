package example;

import io.trebuchet.control.StopRule;
import io.trebuchet.control.StopRuleKind;
import io.trebuchet.control.Verdict;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Parameters;

/** control.rule = budget: stops where the sum of the losses so far exceeds a limit. */
public final class Budget implements StopRuleKind {
  @Override
  public String name() {
    return "budget";
  }

  @Override
  public StopRule.Factory read(Parameters settings) {
    double limit = settings.number("limit", 0, Double.MAX_VALUE);
    return trial -> new Rule(limit);
  }

  /** The rule of one trial; the next trial gets another. */
  static final class Rule implements StopRule {
    private final double limit;
    private double sum;

    Rule(double limit) {
      this.limit = limit;
    }

    @Override
    public Verdict judge(long step, Measurement m) {
      sum += m.loss;
      return sum > limit
          ? Verdict.stop(step, "the losses add up to " + sum + " > " + limit)
          : Verdict.CONTINUE;
    }

    @Override
    public double[] state() {
      return new double[] {sum};
    }

    @Override
    public void restore(double[] state) {
      sum = state[0];
    }
  }
}
