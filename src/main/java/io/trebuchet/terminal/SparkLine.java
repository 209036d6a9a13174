package io.trebuchet.terminal;

import io.trebuchet.terminal.BoardSnapshot.LossRange;
import java.util.List;

/**
 * A line of bars of log10(loss): each shows the largest loss of its steps, {@code !} overflow. The
 * lowest bar stands for everything further below the peak than a catapult rises.
 */
final class SparkLine {
  private static final String BARS = "▁▂▃▄▅▆▇█";
  private static final String ASCII_BARS = ".:-=+*#@";

  /** Differences below this many decades must not look like drama. */
  private static final double LEAST_DECADES = 0.5;

  /** A loss that falls to 1e-20 must not flatten the spike before. */
  private static final double MOST_DECADES = 6;

  private SparkLine() {}

  /** At most {@code width} characters, one a bucket while there are fewer buckets than that. */
  static String of(List<LossRange> buckets, int width, boolean unicode) {
    String bars = unicode ? BARS : ASCII_BARS;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (LossRange bucket : buckets) {
      if (bucket.max() > 0) {
        // A loss of exactly zero has no logarithm; it is drawn at the bottom.
        low = Math.min(low, Math.log10(bucket.min() > 0 ? bucket.min() : bucket.max()));
        high = Math.max(high, Math.log10(bucket.max()));
      }
    }
    low = Math.max(low, high - MOST_DECADES);
    double span = Math.max(high - low, LEAST_DECADES);
    int length = Math.min(Math.max(0, width), buckets.size());
    StringBuilder line = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      int from = (int) ((long) i * buckets.size() / length);
      int to = (int) ((long) (i + 1) * buckets.size() / length);
      line.append(bar(buckets.subList(from, to), low, span, bars));
    }
    return line.toString();
  }

  private static char bar(List<LossRange> buckets, double low, double span, String bars) {
    double max = Double.NaN;
    for (LossRange bucket : buckets) {
      if (bucket.overflow()) {
        return '!';
      }
      max = Double.isNaN(max) ? bucket.max() : Math.max(max, bucket.max());
    }
    if (Double.isNaN(max)) {
      return ' ';
    }
    if (max <= 0) {
      return bars.charAt(0);
    }
    double share = (Math.log10(max) - low) / span;
    int top = bars.length() - 1;
    return bars.charAt((int) Math.max(0, Math.min(top, Math.floor(share * bars.length()))));
  }
}
