package io.trebuchet.cli;

import io.trebuchet.data.Download;
import io.trebuchet.data.OfficialFile;
import io.trebuchet.terminal.PlainStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Shows a download: a bar that is redrawn on a terminal, else a line every few seconds. */
final class FetchProgress implements Download.Listener {
  private static final long REDRAW = Duration.ofMillis(200).toNanos();
  private static final long LINE = Duration.ofSeconds(5).toNanos();
  private static final int BAR = 30;
  private static final String CLEAR = "\r\u001b[K";

  private final PrintStream out;
  private final PrintStream bar;
  private final boolean terminal;
  private final LongSupplier nanoTime;
  private long began;
  private long first;
  private long shown;
  private boolean drawn;

  private FetchProgress(PrintStream out, boolean terminal, LongSupplier nanoTime) {
    this.out = out;
    this.bar = PlainStream.raw(out);
    this.terminal = terminal;
    this.nanoTime = nanoTime;
  }

  /**
   * A display.
   *
   * @param terminal whether lines can be redrawn
   * @param nanoTime a clock as {@link System#nanoTime}
   */
  static FetchProgress create(PrintStream out, boolean terminal, LongSupplier nanoTime) {
    return new FetchProgress(out, terminal, nanoTime);
  }

  @Override
  public void present(Path file) {
    line("  " + file.getFileName() + ": there already, and official");
  }

  @Override
  public void begins(OfficialFile file, URI address, long done) {
    began = nanoTime.getAsLong();
    shown = began;
    first = done;
    line("  " + address + (done > 0 ? ", from byte " + done : ""));
  }

  @Override
  public void progress(OfficialFile file, long done) {
    long now = nanoTime.getAsLong();
    if (now - shown < (terminal ? REDRAW : LINE)) {
      return;
    }
    shown = now;
    String state =
        String.format(
            Locale.ROOT,
            "%3.0f %%  %s of %s  %s/s",
            100.0 * done / file.bytes(),
            DataCommand.size(done),
            DataCommand.size(file.bytes()),
            DataCommand.size((long) ((done - first) / ((now - began) / 1e9))));
    if (terminal) {
      int full = (int) (BAR * done / file.bytes());
      bar.print(CLEAR + "  [" + "#".repeat(full) + ".".repeat(BAR - full) + "] " + state);
      bar.flush();
      drawn = true;
    } else {
      line("  " + file.name() + ": " + state);
    }
  }

  @Override
  public void failed(URI address, String reason) {
    line("    failed: " + reason);
  }

  @Override
  public void fetched(Path file) {
    line("  " + file.getFileName() + ": fetched, checksum right");
  }

  private void line(String text) {
    if (drawn) {
      bar.print(CLEAR);
      drawn = false;
    }
    out.println(text);
    out.flush();
  }
}
