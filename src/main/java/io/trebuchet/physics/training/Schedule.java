package io.trebuchet.physics.training;

import java.util.List;

/** The rate at an update, as a share of η. */
public sealed interface Schedule {
  /**
   * The share at one update.
   *
   * @param update from 0
   */
  double share(long update);

  /** Always η. */
  record Constant() implements Schedule {
    @Override
    public double share(long update) {
      return 1;
    }
  }

  /** From η/steps at the first update to η in even steps. */
  record Warmup(int steps) implements Schedule {
    @Override
    public double share(long update) {
      return update + 1 >= steps ? 1 : (update + 1.0) / steps;
    }
  }

  /** Times {@code factor} from each of these updates on. */
  record Steps(List<Long> at, double factor) implements Schedule {
    /** Copies the list. */
    public Steps {
      at = List.copyOf(at);
    }

    @Override
    public double share(long update) {
      double share = 1;
      for (long step : at) {
        share *= update >= step ? factor : 1;
      }
      return share;
    }
  }

  /** ½(1 + cos(πt/steps)), and 0 after. */
  record Cosine(long steps) implements Schedule {
    @Override
    public double share(long update) {
      return update >= steps ? 0 : (1 + StrictMath.cos(Math.PI * update / steps)) / 2;
    }
  }
}
