package io.trebuchet.run.boundary;

import io.trebuchet.metrics.TrialResult;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The boundary of one grid point and seed.
 *
 * @param params the grid parameters as {@code key=value} joined by {@code ;}, empty without grid
 * @param trials how many were run
 * @param ends how sure its ends are
 * @param bounds the paper's bounds in units of c, NaN where they do not apply
 */
public record BoundaryRow(
    String params, long seed, Boundary boundary, int trials, Ends ends, BoundsInC bounds) {

  /**
   * How sure the two ends are.
   *
   * @param converging of the last c that converges; {@link Evidence#OPEN} if there is none
   * @param failing of the first c that fails, likewise
   */
  public record Ends(Evidence converging, Evidence failing) {
    /** The ends of a boundary that these trials gave. */
    public static Ends of(Boundary boundary, List<TrialResult> results) {
      return new Ends(at(boundary.lastConverging(), results), at(boundary.firstFailing(), results));
    }

    private static Evidence at(Optional<BigDecimal> c, List<TrialResult> results) {
      return c.flatMap(
              value ->
                  results.stream()
                      .filter(result -> result.c() == value.doubleValue())
                      .map(result -> Evidence.of(result.stopReason()))
                      .findFirst())
          .orElse(Evidence.OPEN);
    }
  }

  /** The columns of the same names of {@code trials.csv}. */
  public record BoundsInC(double onePoint, double method1, double method2, double doomed) {
    /** The bounds of trials that start from the same state: any of them tells. */
    public static BoundsInC of(List<TrialResult> results) {
      return new BoundsInC(
          first(results, TrialResult::boundOnePointC),
          first(results, TrialResult::boundMethod1C),
          first(results, TrialResult::boundMethod2C),
          first(results, TrialResult::boundDoomedC));
    }

    private static double first(List<TrialResult> results, ToDoubleFunction<TrialResult> bound) {
      return results.stream()
          .mapToDouble(bound)
          .filter(c -> !Double.isNaN(c))
          .findFirst()
          .orElse(Double.NaN);
    }
  }
}
