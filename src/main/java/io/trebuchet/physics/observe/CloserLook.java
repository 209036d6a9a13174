package io.trebuchet.physics.observe;

import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Observed;
import io.trebuchet.physics.Problem;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked of a trial's state beyond its {@link Measurement}, between a measure and the
 * next advance. Each answer costs time; none changes anything.
 */
public interface CloserLook {
  /** Of a state that is only known by its measurement. */
  CloserLook NONE =
      new CloserLook() {
        @Override
        public HessianEnds hessian(double low, double high) {
          return HessianEnds.UNKNOWN;
        }

        @Override
        public double nextLoss() {
          return Double.NaN;
        }
      };

  /** Of a trial's state. */
  static CloserLook of(Problem problem, GradientDescent descent) {
    return new CloserLook() {
      @Override
      public HessianEnds hessian(double low, double high) {
        Observed state = descent.observed();
        return state == null ? HessianEnds.UNKNOWN : HessianEnds.of(state, low, high);
      }

      @Override
      public double nextLoss() {
        Measurement m = new Measurement();
        try (GradientDescent ahead = problem.resume(descent.learningRate(), descent.state())) {
          ahead.measure(m);
          ahead.advance();
          ahead.measure(m);
          return m.loss;
        }
      }
    };
  }

  /** The same for several judges of one state: an answer that was the last is not computed anew. */
  static CloserLook shared(CloserLook state) {
    return new CloserLook() {
      private double low = Double.NaN;
      private double high = Double.NaN;
      private HessianEnds ends = HessianEnds.UNKNOWN;
      private @Nullable Double loss;

      @Override
      public HessianEnds hessian(double low, double high) {
        if (low != this.low || high != this.high) {
          ends = state.hessian(low, high);
          this.low = low;
          this.high = high;
        }
        return ends;
      }

      @Override
      public double nextLoss() {
        if (loss == null) {
          loss = state.nextLoss();
        }
        return loss;
      }
    };
  }

  /** The ends of the loss Hessian's spectrum, told apart from these limits: low < 0 < high. */
  HessianEnds hessian(double low, double high);

  /** The loss after the next step, bit for bit; NaN where it is not known. */
  double nextLoss();
}
