package io.trebuchet.storage;

import io.trebuchet.metrics.MetricBlock;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Lets each step of a trial through once, though a store may hold it twice: a proxy may deliver a
 * write long after it was sent again, and a copy of a run may go on beside its original. What it
 * remembers is four bytes a row. Not thread-safe.
 */
final class SingleSteps {
  private final Consumer<MetricBlock> next;
  private final Oddities oddities;
  private int[] fingerprints = new int[64];
  private int rows;

  /** Consecutive steps: where each stretch begins, among the steps and among the rows. */
  private long[] firstSteps = new long[4];

  private int[] firstRows = new int[4];
  private int stretches;
  private long last = Long.MIN_VALUE;

  private SingleSteps(Consumer<MetricBlock> next, Oddities oddities) {
    this.next = next;
    this.oddities = oddities;
  }

  /**
   * Of one trial.
   *
   * @param next takes each step once, in the order of the store
   */
  static SingleSteps of(Consumer<MetricBlock> next, Oddities oddities) {
    return new SingleSteps(next, oddities);
  }

  /** What is odd about the order of rows. */
  interface Oddities {
    /** A row is there again with the same values, and is left out. */
    void twice(long step, long timestamp);

    /** A row is there again with other values; it is let through. */
    void otherwise(long step);

    /** A row comes after later ones, for the first time; it is let through. */
    void late(long step, long after);
  }

  /** Takes the next rows of the store. */
  void take(MetricBlock block) {
    int from = 0;
    for (int row = 0; row < block.rows(); row++) {
      if (!isFirst(block, row)) {
        hand(block, from, row);
        from = row + 1;
      }
    }
    hand(block, from, block.rows());
  }

  private void hand(MetricBlock block, int from, int to) {
    if (from < to) {
      next.accept(block.part(from, to));
    }
  }

  private boolean isFirst(MetricBlock block, int row) {
    long step = block.step(row);
    if (step == Long.MIN_VALUE) {
      // A row without a step is no other's twin.
      return true;
    }
    if (step > last) {
      remember(step, block.fingerprint(row));
      return true;
    }
    int earlier = find(step);
    if (earlier < 0) {
      oddities.late(step, last);
      return true;
    }
    if (fingerprints[earlier] != block.fingerprint(row)) {
      oddities.otherwise(step);
      return true;
    }
    oddities.twice(step, block.timestamp(row));
    return false;
  }

  private void remember(long step, int fingerprint) {
    if (stretches == 0 || step != last + 1) {
      if (stretches == firstSteps.length) {
        firstSteps = Arrays.copyOf(firstSteps, 2 * stretches);
        firstRows = Arrays.copyOf(firstRows, 2 * stretches);
      }
      firstSteps[stretches] = step;
      firstRows[stretches] = rows;
      stretches++;
    }
    if (rows == fingerprints.length) {
      fingerprints = Arrays.copyOf(fingerprints, 2 * rows);
    }
    fingerprints[rows++] = fingerprint;
    last = step;
  }

  /** The row of a step that was let through; −1 if none was. */
  private int find(long step) {
    int found = Arrays.binarySearch(firstSteps, 0, stretches, step);
    int stretch = found >= 0 ? found : -found - 2;
    if (stretch < 0) {
      return -1;
    }
    long row = firstRows[stretch] + (step - firstSteps[stretch]);
    int end = stretch + 1 < stretches ? firstRows[stretch + 1] : rows;
    return row < end ? (int) row : -1;
  }
}
