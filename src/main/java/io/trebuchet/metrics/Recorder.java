package io.trebuchet.metrics;

import java.util.Arrays;
import java.util.List;

/**
 * Chooses which steps of one trial are recorded when not all are: every step while the loss moves,
 * with some before and after, and elsewhere of each stretch of {@link #STRETCH} steps the first,
 * the last, and those of the smallest and the largest value of each metric.
 *
 * <p>The loss moves where it is above 1.1 times its running minimum, changes by more than a tenth
 * in one step, or is not finite. What is chosen depends on the steps alone, not on how they fall
 * into blocks. Not thread-safe.
 */
public final class Recorder {
  /**
   * Steps of which the first, the last and all extremes are kept; a stretch begins at a multiple of
   * this.
   */
  public static final int STRETCH = 64;

  /** How many steps before and after a movement are kept with it. */
  public static final int CONTEXT = 16;

  private static final double MOVED = 1.1;
  private static final int CAPACITY = STRETCH + CONTEXT + 1;

  private final Series series;
  private final List<Metric> metrics;
  private final long[] steps = new long[CAPACITY];
  private final long[] timestamps = new long[CAPACITY];
  private final List<Long> limits;
  private final double[][] values;
  private final boolean[] keep = new boolean[CAPACITY];
  private int pending;
  private double minLoss = Double.POSITIVE_INFINITY;
  private double lastLoss = Double.NaN;
  private int sinceMoved = CONTEXT + 1;

  private Recorder(Series series, List<Metric> metrics, List<Long> limits) {
    this.limits = List.copyOf(limits);
    this.series = series;
    this.metrics = List.copyOf(metrics);
    this.values = new double[CAPACITY][metrics.size()];
  }

  /** A recorder of a trial before its first step, whose blocks have these metrics. */
  public static Recorder create(Series series, List<Metric> metrics) {
    return create(series, metrics, List.of());
  }

  /**
   * The same of a trial whose end was moved.
   *
   * @param limits steps at which it ended before: what was pending there was decided on then
   */
  public static Recorder create(Series series, List<Metric> metrics, List<Long> limits) {
    return new Recorder(series, metrics, limits);
  }

  /**
   * A recorder in the middle of a trial, to go on from.
   *
   * @param pending steps that came and were neither recorded nor left out yet
   * @param keep which of them will be recorded in any case
   * @param minLoss the running minimum of the loss
   * @param lastLoss the loss of the last step
   * @param sinceMoved steps since the loss moved last
   */
  public record State(
      MetricBlock pending, List<Boolean> keep, double minLoss, double lastLoss, int sinceMoved) {
    /** Copies the list. */
    public State {
      keep = List.copyOf(keep);
    }
  }

  /** All that a recorder of the same trial needs to go on. */
  public State state() {
    MetricBlock.Builder rows = MetricBlock.Builder.create(series, Math.max(1, pending), metrics);
    Boolean[] kept = new Boolean[pending];
    for (int i = 0; i < pending; i++) {
      copy(i, rows);
      kept[i] = keep[i];
    }
    return new State(rows.build(), Arrays.asList(kept), minLoss, lastLoss, sinceMoved);
  }

  /** A recorder that goes on from a state. */
  public static Recorder of(Series series, List<Metric> metrics, State state) {
    return of(series, metrics, List.of(), state);
  }

  /** The same of a trial whose end was moved. */
  public static Recorder of(Series series, List<Metric> metrics, List<Long> limits, State state) {
    Recorder recorder = new Recorder(series, metrics, limits);
    for (int row = 0; row < state.pending().rows(); row++) {
      recorder.hold(state.pending(), row);
      recorder.keep[row] = state.keep().get(row);
    }
    recorder.minLoss = state.minLoss();
    recorder.lastLoss = state.lastLoss();
    recorder.sinceMoved = state.sinceMoved();
    return recorder;
  }

  /** Takes consecutive steps; the answer are those that are known to be recorded by now. */
  public MetricBlock take(MetricBlock block) {
    MetricBlock.Builder chosen =
        MetricBlock.Builder.create(series, pending + block.rows() + 1, metrics);
    for (int row = 0; row < block.rows(); row++) {
      if (pending == CAPACITY) {
        // The first stretch is over, and so is what can still make its end worth keeping.
        decide(firstStretch(), chosen);
      }
      hold(block, row);
      judge(pending - 1);
      if (limits.contains(block.step(row))) {
        decideAll(chosen);
      }
    }
    return chosen.build();
  }

  /** The trial ends here: what is recorded of the steps that were still undecided. */
  public MetricBlock finish() {
    MetricBlock.Builder chosen = MetricBlock.Builder.create(series, pending + 1, metrics);
    decideAll(chosen);
    return chosen.build();
  }

  private void decideAll(MetricBlock.Builder chosen) {
    while (pending > 0) {
      decide(firstStretch(), chosen);
    }
  }

  private void hold(MetricBlock block, int row) {
    steps[pending] = block.step(row);
    timestamps[pending] = block.timestamp(row);
    for (int i = 0; i < metrics.size(); i++) {
      values[pending][i] = block.value(metrics.get(i), row);
    }
    keep[pending] = false;
    pending++;
  }

  private void judge(int row) {
    double loss = loss(row);
    boolean moved =
        !(loss <= MOVED * minLoss)
            || Math.abs(loss - lastLoss) > (MOVED - 1) * Math.abs(lastLoss)
            || Double.isNaN(lastLoss);
    minLoss = loss < minLoss ? loss : minLoss;
    lastLoss = loss;
    sinceMoved = moved ? 0 : Math.min(sinceMoved + 1, CONTEXT + 1);
    keep[row] = sinceMoved <= CONTEXT;
    for (int i = Math.max(0, row - CONTEXT); moved && i < row; i++) {
      keep[i] = true;
    }
  }

  private double loss(int row) {
    int column = metrics.indexOf(Metric.LOSS);
    return values[row][column];
  }

  /** How many of the pending steps belong to the stretch of the first one. */
  private int firstStretch() {
    long stretch = Math.floorDiv(steps[0], (long) STRETCH);
    int rows = 1;
    while (rows < pending && Math.floorDiv(steps[rows], (long) STRETCH) == stretch) {
      rows++;
    }
    return rows;
  }

  private void decide(int rows, MetricBlock.Builder chosen) {
    keep[0] = true;
    keep[rows - 1] = true;
    for (int i = 0; i < metrics.size(); i++) {
      keepExtremes(i, rows);
    }
    for (int row = 0; row < rows; row++) {
      if (keep[row]) {
        copy(row, chosen);
      }
    }
    forget(rows);
  }

  /** Of a metric's values; one that is no number is none. */
  private void keepExtremes(int metric, int rows) {
    int min = -1;
    int max = -1;
    for (int row = 0; row < rows; row++) {
      double value = values[row][metric];
      min = !Double.isNaN(value) && (min < 0 || value < values[min][metric]) ? row : min;
      max = !Double.isNaN(value) && (max < 0 || value > values[max][metric]) ? row : max;
    }
    if (min >= 0) {
      keep[min] = true;
      keep[max] = true;
    }
  }

  private void copy(int row, MetricBlock.Builder into) {
    into.row(steps[row], timestamps[row]);
    for (int i = 0; i < metrics.size(); i++) {
      into.set(metrics.get(i), values[row][i]);
    }
  }

  private void forget(int rows) {
    int left = pending - rows;
    System.arraycopy(steps, rows, steps, 0, left);
    System.arraycopy(timestamps, rows, timestamps, 0, left);
    System.arraycopy(keep, rows, keep, 0, left);
    for (int row = 0; row < left; row++) {
      double[] free = values[row];
      values[row] = values[row + rows];
      values[row + rows] = free;
    }
    pending = left;
  }
}
