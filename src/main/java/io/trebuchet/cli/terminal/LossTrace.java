package io.trebuchet.cli.terminal;

import io.trebuchet.cli.terminal.BoardSnapshot.LossRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The loss of one trial over all its steps in a bounded number of buckets of equal width. When the
 * buckets are full, pairs merge and the width doubles; each keeps its extremes, so a spike of a
 * single step is never lost. Not thread-safe.
 */
final class LossTrace {
  /** How many buckets there are at most. */
  static final int CAPACITY = 64;

  private final double[] min = new double[CAPACITY];
  private final double[] max = new double[CAPACITY];
  private final double[] last = new double[CAPACITY];
  private final boolean[] seen = new boolean[CAPACITY];
  private final boolean[] overflow = new boolean[CAPACITY];
  private long first;
  private long width = 1;
  private int size;

  private LossTrace() {
    clear(0);
  }

  static LossTrace create() {
    return new LossTrace();
  }

  /** Adds the loss of a step; steps increase. */
  void add(long step, double loss) {
    if (size == 0) {
      first = step;
    }
    long offset = Math.max(0, step - first);
    while (offset / width >= CAPACITY) {
      mergePairs();
    }
    int bucket = (int) (offset / width);
    size = Math.max(size, bucket + 1);
    seen[bucket] = true;
    if (Double.isFinite(loss)) {
      min[bucket] = Math.min(min[bucket], loss);
      max[bucket] = Math.max(max[bucket], loss);
      last[bucket] = loss;
    } else {
      overflow[bucket] = true;
    }
  }

  /** The buckets so far; one without steps repeats the last loss before it. */
  List<LossRange> buckets() {
    List<LossRange> buckets = new ArrayList<>(size);
    double before = Double.NaN;
    for (int i = 0; i < size; i++) {
      boolean finite = max[i] >= min[i];
      if (finite) {
        buckets.add(new LossRange(min[i], max[i], overflow[i]));
        before = last[i];
      } else if (seen[i] || Double.isNaN(before)) {
        buckets.add(new LossRange(Double.NaN, Double.NaN, overflow[i]));
      } else {
        buckets.add(new LossRange(before, before, false));
      }
    }
    return List.copyOf(buckets);
  }

  private void mergePairs() {
    int half = CAPACITY / 2;
    for (int i = 0; i < half; i++) {
      int left = 2 * i;
      int right = left + 1;
      min[i] = Math.min(min[left], min[right]);
      max[i] = Math.max(max[left], max[right]);
      last[i] = Double.isNaN(last[right]) ? last[left] : last[right];
      seen[i] = seen[left] || seen[right];
      overflow[i] = overflow[left] || overflow[right];
    }
    clear(half);
    size = (size + 1) / 2;
    width *= 2;
  }

  private void clear(int from) {
    Arrays.fill(min, from, CAPACITY, Double.POSITIVE_INFINITY);
    Arrays.fill(max, from, CAPACITY, Double.NEGATIVE_INFINITY);
    Arrays.fill(last, from, CAPACITY, Double.NaN);
    Arrays.fill(seen, from, CAPACITY, false);
    Arrays.fill(overflow, from, CAPACITY, false);
  }
}
