package io.trebuchet.run.boundary;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks for every c at which the answer changes, of one model, data set and seed: first on a coarse
 * grid, then by bisection of each pair of neighbours that differ. The converging set need not be an
 * interval; what changes and changes back between two neighbours of the grid stays unseen.
 */
public final class BoundarySearch {
  private static final BigDecimal HALF = new BigDecimal("0.5");
  private static final BigDecimal QUARTER = new BigDecimal("0.25");

  private final List<BigDecimal> grid;
  private final BigDecimal tolerance;
  private final NavigableMap<BigDecimal, Answer> answers = new TreeMap<>();

  private BoundarySearch(List<BigDecimal> grid, BigDecimal tolerance) {
    this.grid = List.copyOf(grid);
    this.tolerance = tolerance;
  }

  /**
   * A search that knows no answer yet.
   *
   * @param grid the c's of the first questions
   * @param tolerance brackets wider than this are bisected
   * @throws IllegalArgumentException if the grid is empty or the tolerance not above 0
   */
  public static BoundarySearch create(List<BigDecimal> grid, BigDecimal tolerance) {
    if (grid.isEmpty() || tolerance.signum() <= 0) {
      throw new IllegalArgumentException("needs a grid and a tolerance above 0, is " + tolerance);
    }
    return new BoundarySearch(grid, tolerance);
  }

  /** The c's to try next, in no particular order; empty once every bracket is narrow enough. */
  public List<BigDecimal> next() {
    List<BigDecimal> open = grid.stream().filter(c -> !answers.containsKey(c)).toList();
    return open.isEmpty() ? middles() : open;
  }

  /**
   * Takes the answer at a c.
   *
   * @throws IllegalStateException if another answer is already known there
   */
  public void answer(BigDecimal c, Answer answer) {
    Answer known = answers.putIfAbsent(c, answer);
    if (known != null && known != answer) {
      throw new IllegalStateException(
          String.format(Locale.ROOT, "c = %s: %s, but was %s", c, answer, known));
    }
  }

  /** What the answers so far say. */
  public Boundary boundary() {
    return Boundary.of(answers);
  }

  private List<BigDecimal> middles() {
    List<BigDecimal> middles = new ArrayList<>();
    Map.@Nullable Entry<BigDecimal, Answer> below = null;
    for (Map.Entry<BigDecimal, Answer> here : answers.entrySet()) {
      if (below != null
          && below.getValue() != here.getValue()
          && here.getKey().subtract(below.getKey()).compareTo(tolerance) > 0) {
        middles.add(middle(below.getKey(), here.getKey()));
      }
      below = here;
    }
    return middles;
  }

  /** In the middle half of the bracket, with as few decimals as possible: it becomes a name. */
  private static BigDecimal middle(BigDecimal low, BigDecimal high) {
    BigDecimal exact = low.add(high).multiply(HALF);
    BigDecimal slack = high.subtract(low).multiply(QUARTER);
    int decimals = 0;
    BigDecimal rounded = exact.setScale(decimals, RoundingMode.HALF_EVEN);
    while (rounded.subtract(exact).abs().compareTo(slack) > 0) {
      decimals++;
      rounded = exact.setScale(decimals, RoundingMode.HALF_EVEN);
    }
    return rounded;
  }
}
