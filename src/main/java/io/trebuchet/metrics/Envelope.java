package io.trebuchet.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A number over all steps of a trial in a bounded number of buckets of equal width. When the
 * buckets are full, pairs merge and the width doubles; each keeps its first, smallest, largest and
 * last value, so a spike of a single step is never lost. Not thread-safe.
 */
public final class Envelope {
  private final int capacity;
  private final double[] first;
  private final double[] min;
  private final double[] max;
  private final double[] last;
  private final boolean[] seen;
  private final boolean[] overflow;
  private long start;
  private long width = 1;
  private int size;

  private Envelope(int capacity) {
    this.capacity = capacity;
    first = new double[capacity];
    min = new double[capacity];
    max = new double[capacity];
    last = new double[capacity];
    seen = new boolean[capacity];
    overflow = new boolean[capacity];
    clear(0);
  }

  /**
   * An empty envelope.
   *
   * @param capacity how many buckets there are at most; an even number
   */
  public static Envelope create(int capacity) {
    if (capacity < 2 || capacity % 2 != 0) {
      throw new IllegalArgumentException("not an even number of buckets: " + capacity);
    }
    return new Envelope(capacity);
  }

  /**
   * The values of consecutive steps; NaN where none was finite.
   *
   * @param from the first step
   * @param to the step after the last
   * @param seen whether there was any value
   * @param overflow whether one was not finite
   */
  public record Bucket(
      long from,
      long to,
      double first,
      double min,
      double max,
      double last,
      boolean seen,
      boolean overflow) {
    /** This and the bucket after it as one. */
    Bucket with(Bucket next) {
      return new Bucket(
          from,
          next.to,
          Double.isNaN(first) ? next.first : first,
          least(min, next.min),
          -least(-max, -next.max),
          Double.isNaN(next.last) ? last : next.last,
          seen || next.seen,
          overflow || next.overflow);
    }

    private static double least(double a, double b) {
      return Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.min(a, b);
    }
  }

  /** Adds the value of a step; steps increase. */
  public void add(long step, double value) {
    if (size == 0) {
      start = step;
    }
    long offset = Math.max(0, step - start);
    while (offset / width >= capacity) {
      mergePairs();
    }
    int bucket = (int) (offset / width);
    size = Math.max(size, bucket + 1);
    seen[bucket] = true;
    if (Double.isFinite(value)) {
      first[bucket] = Double.isNaN(first[bucket]) ? value : first[bucket];
      min[bucket] = Math.min(min[bucket], value);
      max[bucket] = Math.max(max[bucket], value);
      last[bucket] = value;
    } else {
      overflow[bucket] = true;
    }
  }

  /** The buckets so far. */
  public List<Bucket> buckets() {
    List<Bucket> buckets = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      boolean finite = max[i] >= min[i];
      buckets.add(
          new Bucket(
              start + i * width,
              start + (i + 1) * width,
              first[i],
              finite ? min[i] : Double.NaN,
              finite ? max[i] : Double.NaN,
              last[i],
              seen[i],
              overflow[i]));
    }
    return List.copyOf(buckets);
  }

  /** What these steps hold, in at most so many buckets: a zoom. */
  public List<Bucket> buckets(long from, long to, int most) {
    List<Bucket> within =
        buckets().stream().filter(bucket -> bucket.to() > from && bucket.from() < to).toList();
    int each = Math.ceilDiv(Math.max(1, within.size()), Math.max(1, most));
    List<Bucket> merged = new ArrayList<>();
    for (int i = 0; i < within.size(); i++) {
      if (i % each == 0) {
        merged.add(within.get(i));
      } else {
        merged.set(merged.size() - 1, merged.getLast().with(within.get(i)));
      }
    }
    return List.copyOf(merged);
  }

  private void mergePairs() {
    int half = capacity / 2;
    for (int i = 0; i < half; i++) {
      int left = 2 * i;
      int right = left + 1;
      first[i] = Double.isNaN(first[left]) ? first[right] : first[left];
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
    Arrays.fill(first, from, capacity, Double.NaN);
    Arrays.fill(min, from, capacity, Double.POSITIVE_INFINITY);
    Arrays.fill(max, from, capacity, Double.NEGATIVE_INFINITY);
    Arrays.fill(last, from, capacity, Double.NaN);
    Arrays.fill(seen, from, capacity, false);
    Arrays.fill(overflow, from, capacity, false);
  }
}
