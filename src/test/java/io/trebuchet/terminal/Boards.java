package io.trebuchet.terminal;

import io.trebuchet.metrics.TrialState;
import io.trebuchet.streams.SweepTap;
import java.util.List;
import java.util.function.LongSupplier;

/** Boards for tests. */
final class Boards {
  private Boards() {}

  static SweepTap tap(List<TrialState> planned, LongSupplier clock) {
    return SweepTap.create(planned, SweepTap.Limits.lossOnly(), clock);
  }

  static LiveBoard over(SweepTap tap, LongSupplier clock) {
    return LiveBoard.over(tap, "toy", clock);
  }

  static TrialState planned(String trial, double c) {
    return TrialState.pending(trial, 1, "", c, Double.NaN);
  }
}
