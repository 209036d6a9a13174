package io.trebuchet.config;

import java.math.BigDecimal;

/**
 * One configuration to train.
 *
 * @param id {@code s<seed>-c<c>}, with {@code g<k>-} in front in a grid; unique in the sweep
 */
public record TrialSpec(String id, GridPoint point, long seed, LearningRate rate) {
  /** A trial under the id that belongs to it. */
  public static TrialSpec of(GridPoint point, long seed, LearningRate rate) {
    String grid = point.index() == 0 ? "" : "g" + point.index() + "-";
    String id =
        switch (rate) {
          case LearningRate.Normalised(var c) -> "s" + seed + "-c" + text(c);
          case LearningRate.Absolute(var eta) -> "s" + seed + "-eta" + text(eta);
        };
    return new TrialSpec(grid + id, point, seed, rate);
  }

  private static String text(BigDecimal value) {
    return value.stripTrailingZeros().toPlainString();
  }
}
