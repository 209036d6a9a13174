package io.trebuchet.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A trial's metrics over its steps in a bounded number of buckets, each with the first, the
 * smallest, the largest and the last value, so that a spike of a single step survives any
 * reduction. A bucket holds the steps of one multiple of the width, a power of two that doubles
 * when the buckets are full; empty buckets take no room. Not thread-safe.
 */
public final class ReducedSteps {
  private static final int SMALLEST = 16;

  private int capacity;
  private int size;
  private long width = 1;
  private long rows;
  private long[] from = new long[0];
  private long[] to = new long[0];
  private int[] count = new int[0];
  private boolean[] finite = new boolean[0];
  private final @Nullable Column[] columns = new @Nullable Column[Metric.all().size()];

  /** A metric's value in each bucket; NaN where it was not recorded. */
  private static final class Column {
    double[] first;
    double[] min;
    double[] max;
    double[] last;

    Column(int length) {
      first = filled(length);
      min = filled(length);
      max = filled(length);
      last = filled(length);
    }

    private static double[] filled(int length) {
      double[] values = new double[length];
      Arrays.fill(values, Double.NaN);
      return values;
    }

    void resize(int length) {
      first = resized(first, length);
      min = resized(min, length);
      max = resized(max, length);
      last = resized(last, length);
    }

    private static double[] resized(double[] values, int length) {
      double[] copy = Arrays.copyOf(values, length);
      if (length > values.length) {
        Arrays.fill(copy, values.length, length, Double.NaN);
      }
      return copy;
    }

    void set(int bucket, double value) {
      if (Double.isNaN(last[bucket])) {
        first[bucket] = value;
        min[bucket] = value;
        max[bucket] = value;
      } else {
        min[bucket] = Math.min(min[bucket], value);
        max[bucket] = Math.max(max[bucket], value);
      }
      last[bucket] = value;
    }

    void move(int source, int target) {
      first[target] = first[source];
      min[target] = min[source];
      max[target] = max[source];
      last[target] = last[source];
    }

    void merge(int source, int target) {
      if (Double.isNaN(last[source])) {
        return;
      }
      if (Double.isNaN(last[target])) {
        move(source, target);
        return;
      }
      min[target] = Math.min(min[target], min[source]);
      max[target] = Math.max(max[target], max[source]);
      last[target] = last[source];
    }

    void clear(int start, int end) {
      for (double[] values : new double[][] {first, min, max, last}) {
        Arrays.fill(values, start, end, Double.NaN);
      }
    }
  }

  /** Which of a bucket's four values. */
  public enum Part {
    /** That of the first step. */
    FIRST,
    /** The smallest. */
    MIN,
    /** The largest. */
    MAX,
    /** That of the last step. */
    LAST
  }

  private ReducedSteps(int capacity) {
    this.capacity = capacity;
  }

  /** An empty reduction to at most {@code capacity} ≥ 1 buckets. */
  public static ReducedSteps create(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a reduction to " + capacity + " buckets");
    }
    return new ReducedSteps(capacity);
  }

  /** Takes some metrics of further steps; they increase. */
  public void add(MetricBlock block, List<Metric> metrics) {
    add(block, metrics, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /** Takes some metrics of those steps that lie in an interval, both ends included. */
  public void add(MetricBlock block, List<Metric> metrics, long fromStep, long toStep) {
    for (int row = 0; row < block.rows(); row++) {
      long step = block.step(row);
      if (step < fromStep || step > toStep) {
        continue;
      }
      int bucket = bucketOf(step);
      to[bucket] = step;
      count[bucket]++;
      finite[bucket] &= block.finite(row);
      for (Metric metric : metrics) {
        double value = block.value(metric, row);
        if (Double.isFinite(value)) {
          column(metric).set(bucket, value);
        }
      }
      rows++;
    }
  }

  private int bucketOf(long step) {
    while (true) {
      if (size > 0 && Math.floorDiv(step, width) == Math.floorDiv(from[size - 1], width)) {
        return size - 1;
      }
      if (size < capacity) {
        grow();
        from[size] = step;
        count[size] = 0;
        finite[size] = true;
        return size++;
      }
      doubleWidth();
    }
  }

  private Column column(Metric metric) {
    Column column = columns[metric.index()];
    if (column == null) {
      column = new Column(from.length);
      columns[metric.index()] = column;
    }
    return column;
  }

  private void grow() {
    if (size < from.length) {
      return;
    }
    resize(Math.min(capacity, Math.max(SMALLEST, 2 * size)));
  }

  private void resize(int length) {
    from = Arrays.copyOf(from, length);
    to = Arrays.copyOf(to, length);
    count = Arrays.copyOf(count, length);
    finite = Arrays.copyOf(finite, length);
    for (Column column : columns) {
      if (column != null) {
        column.resize(length);
      }
    }
  }

  private void doubleWidth() {
    width *= 2;
    int target = -1;
    for (int bucket = 0; bucket < size; bucket++) {
      boolean joins =
          target >= 0 && Math.floorDiv(from[target], width) == Math.floorDiv(from[bucket], width);
      if (joins) {
        count[target] += count[bucket];
        finite[target] &= finite[bucket];
      } else {
        target++;
        from[target] = from[bucket];
        count[target] = count[bucket];
        finite[target] = finite[bucket];
      }
      to[target] = to[bucket];
      for (Column column : columns) {
        if (column != null && joins) {
          column.merge(bucket, target);
        } else if (column != null) {
          column.move(bucket, target);
        }
      }
    }
    for (Column column : columns) {
      if (column != null) {
        column.clear(target + 1, size);
      }
    }
    size = target + 1;
  }

  /** Makes do with fewer buckets from now on, and frees what it no longer needs. */
  public void shrink(int buckets) {
    capacity = Math.max(1, Math.min(capacity, buckets));
    while (size > capacity) {
      doubleWidth();
    }
    resize(size);
  }

  /** Some metrics between two steps, in at most {@code buckets} buckets. */
  public ReducedSteps between(List<Metric> metrics, long fromStep, long toStep, int buckets) {
    ReducedSteps part = create(Math.max(1, size));
    part.width = width;
    List<Metric> wanted = metrics().stream().filter(metrics::contains).toList();
    for (int bucket = 0; bucket < size; bucket++) {
      if (to[bucket] >= fromStep && from[bucket] <= toStep) {
        part.copy(this, bucket, wanted);
      }
    }
    part.shrink(buckets);
    return part;
  }

  private void copy(ReducedSteps source, int bucket, List<Metric> metrics) {
    grow();
    from[size] = source.from[bucket];
    to[size] = source.to[bucket];
    count[size] = source.count[bucket];
    finite[size] = source.finite[bucket];
    rows += count[size];
    for (Metric metric : metrics) {
      Column target = column(metric);
      for (Part part : Part.values()) {
        values(target, part)[size] = source.value(metric, part, bucket);
      }
    }
    size++;
  }

  /** How many buckets there are. */
  public int size() {
    return size;
  }

  /** How many buckets it may have. */
  public int capacity() {
    return capacity;
  }

  /** How many steps a bucket spans. */
  public long width() {
    return width;
  }

  /** How many steps it has taken. */
  public long rows() {
    return rows;
  }

  /** Whether every bucket is a single step. */
  public boolean exact() {
    return rows == size;
  }

  /** The first step in a bucket. */
  public long from(int bucket) {
    return from[bucket];
  }

  /** The last step in a bucket. */
  public long to(int bucket) {
    return to[bucket];
  }

  /** Whether loss, weight norm and λ_max were finite at all of a bucket's steps. */
  public boolean finite(int bucket) {
    return finite[bucket];
  }

  /** The metrics that have a value anywhere, in order. */
  public List<Metric> metrics() {
    List<Metric> recorded = new ArrayList<>();
    for (Metric metric : Metric.all()) {
      if (columns[metric.index()] != null) {
        recorded.add(metric);
      }
    }
    return recorded;
  }

  /** A value of a bucket, over its finite values; NaN if there was none. */
  public double value(Metric metric, Part part, int bucket) {
    Column column = columns[metric.index()];
    return column == null ? Double.NaN : values(column, part)[bucket];
  }

  private static double[] values(Column column, Part part) {
    return switch (part) {
      case FIRST -> column.first;
      case MIN -> column.min;
      case MAX -> column.max;
      case LAST -> column.last;
    };
  }
}
