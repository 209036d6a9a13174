package io.trebuchet.terminal;

import io.trebuchet.run.Viewer;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Says how far something is: a bar that is redrawn on a terminal, else a line now and then. */
public final class CountingLine implements Viewer.Counting {
  private static final long REDRAW = Duration.ofMillis(200).toNanos();
  private static final long LINE = Duration.ofSeconds(5).toNanos();
  private static final int BAR = 30;

  private final PrintStream out;
  private final boolean terminal;
  private final LongSupplier nanoTime;
  private final String unit;
  private final long total;
  private long done;
  private long shown;
  private boolean drawn;

  private CountingLine(
      PrintStream out, boolean terminal, LongSupplier nanoTime, String unit, long total) {
    this.out = terminal ? PlainStream.raw(out) : out;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
    this.unit = unit;
    this.total = total;
    this.shown = nanoTime.getAsLong();
  }

  /**
   * Counts up to a total; 0 if nobody knows it.
   *
   * @param terminal whether a line can be redrawn
   * @param nanoTime a clock as {@link System#nanoTime}
   */
  static CountingLine open(
      PrintStream out, boolean terminal, LongSupplier nanoTime, String unit, long total) {
    return new CountingLine(out, terminal, nanoTime, unit, total);
  }

  /** The same on standard error. */
  public static CountingLine ofErrors(String unit, long total) {
    boolean terminal = SystemTerminal.open().isPresent();
    return open(System.err, terminal, System::nanoTime, unit, total);
  }

  @Override
  public void add(long more) {
    done += more;
    long now = nanoTime.getAsLong();
    if (now - shown >= (terminal ? REDRAW : LINE)) {
      shown = now;
      draw();
    }
  }

  private void draw() {
    if (terminal) {
      out.print("\r" + text());
      drawn = true;
    } else {
      out.println(text());
    }
    out.flush();
  }

  private String text() {
    if (total == 0) {
      return String.format(Locale.ROOT, "%,d %s", done, unit);
    }
    int filled = (int) (BAR * Math.min(done, total) / total);
    return String.format(
        Locale.ROOT,
        "[%s%s] %,d of %,d %s",
        "#".repeat(filled),
        " ".repeat(BAR - filled),
        done,
        total,
        unit);
  }

  @Override
  public void close() {
    if (drawn) {
      draw();
      out.println();
    }
  }
}
