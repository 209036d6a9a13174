package io.trebuchet.metrics;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive steps of one trial as columns of primitives. Immutable: the builder hands over
 * copies, and callers must not write to the arrays they read.
 */
public final class MetricBlock implements Emission {
  private final Series series;
  private final long[] steps;
  private final long[] timestamps;
  private final double[] @Nullable [] columns;

  private MetricBlock(
      Series series, long[] steps, long[] timestamps, double[] @Nullable [] columns) {
    this.series = series;
    this.steps = steps;
    this.timestamps = timestamps;
    this.columns = columns;
  }

  /** The series it belongs to. */
  public Series series() {
    return series;
  }

  @Override
  public int rows() {
    return steps.length;
  }

  /** The block without its first rows. */
  public MetricBlock from(int row) {
    return part(row, steps.length);
  }

  /** Its rows from one on and before another; itself if that is all of them. */
  public MetricBlock part(int from, int to) {
    if (from == 0 && to == steps.length) {
      return this;
    }
    double[] @Nullable [] part = new double[columns.length][];
    for (int i = 0; i < columns.length; i++) {
      double[] column = columns[i];
      part[i] = column == null ? null : Arrays.copyOfRange(column, from, to);
    }
    return new MetricBlock(
        series,
        Arrays.copyOfRange(steps, from, to),
        Arrays.copyOfRange(timestamps, from, to),
        part);
  }

  /** The same rows at other times. */
  public MetricBlock at(long[] times) {
    if (times.length != timestamps.length) {
      throw new IllegalArgumentException(times.length + " times for " + rows() + " rows");
    }
    return new MetricBlock(series, steps, times.clone(), columns);
  }

  /** Equal for rows that a store cannot tell apart but by their time. */
  public int fingerprint(int row) {
    int hash = series.name().hashCode() ^ Long.hashCode(series.seed());
    hash = 31 * hash + Double.hashCode(series.c());
    for (double[] column : columns) {
      double value = column == null ? Double.NaN : column[row];
      hash = 31 * hash + (Double.isFinite(value) ? Long.hashCode(mixed(value)) : 0);
    }
    return hash;
  }

  private static long mixed(double value) {
    long bits = Double.doubleToRawLongBits(value) * 0x9E3779B97F4A7C15L;
    return bits ^ (bits >>> 29);
  }

  /** The step of a row; steps increase within a block and a trial. */
  public long step(int row) {
    return steps[row];
  }

  /** Wall-clock nanoseconds since the epoch, strictly increasing within a series. */
  public long timestamp(int row) {
    return timestamps[row];
  }

  /** The value of a metric in a row; NaN if it was not recorded. */
  public double value(Metric metric, int row) {
    double[] column = columns[metric.index()];
    return column == null ? Double.NaN : column[row];
  }

  /** The metrics of which some value was recorded, in order. */
  public List<Metric> metrics() {
    return Metric.all().stream().filter(metric -> columns[metric.index()] != null).toList();
  }

  /** The column of a metric by its position; null if none of its values was recorded. */
  double @Nullable [] column(int metric) {
    return columns[metric];
  }

  /** Whether loss, weight norm and λ_max are finite in a row. */
  public boolean finite(int row) {
    return Double.isFinite(value(Metric.LOSS, row))
        && Double.isFinite(value(Metric.WEIGHT_NORM_SQ, row))
        && Double.isFinite(value(Metric.LAMBDA_MAX, row));
  }

  /** Collects rows into blocks; reusable, so that a step allocates nothing. */
  public static final class Builder {
    private final Series series;
    private final long[] steps;
    private final long[] timestamps;
    private final double[] @Nullable [] columns;
    private int size;

    private Builder(Series series, int capacity, List<Metric> metrics) {
      this.series = series;
      this.steps = new long[capacity];
      this.timestamps = new long[capacity];
      this.columns = new double[Metric.all().size()][];
      for (Metric metric : metrics) {
        columns[metric.index()] = new double[capacity];
      }
    }

    /** A builder of blocks of at most {@code capacity} rows, without observables. */
    public static Builder create(Series series, int capacity) {
      return new Builder(series, capacity, Metric.always());
    }

    /** The same with a choice of metrics. */
    public static Builder create(Series series, int capacity, List<Metric> metrics) {
      return new Builder(series, capacity, metrics);
    }

    /** Starts a row; its metrics are NaN until set. */
    public void row(long step) {
      steps[size] = step;
      for (double[] column : columns) {
        if (column != null) {
          column[size] = Double.NaN;
        }
      }
      size++;
    }

    /** Starts a row whose timestamp is known, such as one read back from a store. */
    public void row(long step, long timestamp) {
      row(step);
      timestamps[size - 1] = timestamp;
    }

    /** Sets a metric of the row started last. */
    public void set(Metric metric, double value) {
      double[] column = columns[metric.index()];
      if (column == null) {
        throw new IllegalArgumentException(metric.column() + " is not recorded");
      }
      column[size - 1] = value;
    }

    /** Rows since the last {@link #build}. */
    public int size() {
      return size;
    }

    /** Whether another row fits. */
    public boolean full() {
      return size == steps.length;
    }

    /** The block of all rows since the last call; starts anew. */
    public MetricBlock build() {
      double[] @Nullable [] trimmed = new double[columns.length][];
      for (int i = 0; i < columns.length; i++) {
        double[] column = columns[i];
        trimmed[i] = column == null ? null : Arrays.copyOf(column, size);
      }
      MetricBlock block =
          new MetricBlock(
              series, Arrays.copyOf(steps, size), Arrays.copyOf(timestamps, size), trimmed);
      size = 0;
      return block;
    }

    /** A block without rows; those here stay. */
    public MetricBlock none() {
      return new MetricBlock(series, new long[0], new long[0], new double[columns.length][]);
    }

    /** Spreads the rows' timestamps evenly over (from, to], strictly increasing. */
    public void spreadTimestamps(long from, long to) {
      for (int i = 0; i < size; i++) {
        timestamps[i] = Math.max(from + i + 1, from + (to - from) * (i + 1) / size);
      }
    }

    /** The timestamp of the last row. */
    public long lastTimestamp() {
      return timestamps[size - 1];
    }
  }
}
