package io.trebuchet.cli;

import java.util.Locale;

/** A line on the terminal that says how far something is, redrawn twice a second. */
final class CountingLine implements AutoCloseable {
  private static final long PERIOD_NANOS = 500_000_000;

  private final String unit;
  private final long total;
  private final boolean shown = System.console() != null;
  private long done;
  private long drawn = System.nanoTime();
  private boolean any;

  private CountingLine(String unit, long total) {
    this.unit = unit;
    this.total = total;
  }

  /** Counts up to a total; 0 if nobody knows it. Without a terminal nothing is shown. */
  static CountingLine open(String unit, long total) {
    return new CountingLine(unit, total);
  }

  void add(long more) {
    done += more;
    long now = System.nanoTime();
    if (shown && now - drawn > PERIOD_NANOS) {
      drawn = now;
      any = true;
      System.err.print("\r" + text());
      System.err.flush();
    }
  }

  private String text() {
    return total == 0
        ? String.format(Locale.ROOT, "%,d %s", done, unit)
        : String.format(
            Locale.ROOT, "%,d of %,d %s (%d%%)", done, total, unit, 100 * done / total);
  }

  @Override
  public void close() {
    if (any) {
      System.err.println("\r" + text());
    }
  }
}
