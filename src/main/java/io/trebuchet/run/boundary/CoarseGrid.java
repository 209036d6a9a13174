package io.trebuchet.run.boundary;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The c's that a search begins with. */
public final class CoarseGrid {
  private static final int MOST = 100_000;

  private CoarseGrid() {}

  /**
   * The config's own c's between the ends, or with a step the c's from end to end; both ends belong
   * to it.
   *
   * @param own the config's c's, possibly none
   * @param from the lower end; null: the config's smallest
   * @param to the upper end; null: the config's largest
   * @throws IllegalArgumentException if that is no grid, saying which option to change
   */
  public static List<BigDecimal> of(
      List<BigDecimal> own,
      @Nullable BigDecimal from,
      @Nullable BigDecimal to,
      @Nullable BigDecimal step) {
    NavigableSet<BigDecimal> sorted = new TreeSet<>(own);
    if (sorted.isEmpty() && (from == null || to == null || step == null)) {
      throw new IllegalArgumentException(
          "the config gives learning-rates.eta, but the boundary is searched in c: name the coarse"
              + " grid with --from C --to C --step C");
    }
    BigDecimal low = from == null ? sorted.first() : from;
    BigDecimal high = to == null ? sorted.last() : to;
    if (low.signum() <= 0) {
      throw new IllegalArgumentException("--from: " + low + " is not above 0");
    }
    if (low.compareTo(high) >= 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the coarse grid goes from %s to %s: give a --from below --to",
              low.toPlainString(),
              high.toPlainString()));
    }
    NavigableSet<BigDecimal> grid =
        step == null
            ? new TreeSet<>(sorted.subSet(low, true, high, true))
            : stepped(low, high, step);
    grid.add(low);
    grid.add(high);
    return List.copyOf(grid);
  }

  private static NavigableSet<BigDecimal> stepped(
      BigDecimal low, BigDecimal high, BigDecimal step) {
    if (step.signum() <= 0) {
      throw new IllegalArgumentException("--step: " + step + " is not above 0");
    }
    if (high.subtract(low).compareTo(step.multiply(BigDecimal.valueOf(MOST))) > 0) {
      throw new IllegalArgumentException(
          "--step: makes more than " + MOST + " c's; make it larger");
    }
    NavigableSet<BigDecimal> grid = new TreeSet<>();
    for (BigDecimal c = low; c.compareTo(high) < 0; c = c.add(step)) {
      grid.add(c);
    }
    return grid;
  }
}
