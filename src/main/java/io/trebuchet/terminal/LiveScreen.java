package io.trebuchet.terminal;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.PlainText;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.InfoCmp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Redraws a {@link SweepTable} in place a few times a second. The table stays in the scrollback;
 * the cursor is hidden only while the screen is open, and comes back at a signal too.
 */
public final class LiveScreen implements Progress {
  private static final Logger LOG = LoggerFactory.getLogger(LiveScreen.class);
  private static final Duration PERIOD = Duration.ofMillis(200);
  private static final Size UNKNOWN_SIZE = new Size(80, 24);

  /** More trials than this do not all go into the scrollback at the end. */
  private static final int MOST_FINAL_LINES = 103;

  private final LiveBoard board;
  private final Terminal terminal;
  private final Capability capability;
  private final ScheduledExecutorService clock = Ticker.create("live-screen");
  private final Thread restoreCursor;
  private List<AttributedString> drawn = List.of();
  private boolean closed;

  private LiveScreen(LiveBoard board, Terminal terminal, Capability capability) {
    this.board = board;
    this.terminal = terminal;
    this.capability = capability;
    this.restoreCursor = new Thread(this::showCursor, "live-screen-cursor");
  }

  /** Draws at once and then until closed; the terminal stays the caller's to close. */
  public static LiveScreen start(LiveBoard board, Terminal terminal, Capability capability) {
    LiveScreen screen = new LiveScreen(board, terminal, capability);
    Runtime.getRuntime().addShutdownHook(screen.restoreCursor);
    terminal.puts(InfoCmp.Capability.cursor_invisible);
    screen.draw();
    Ticker.every(screen.clock, PERIOD, screen::draw);
    return screen;
  }

  @Override
  public void accept(Emission emission) {
    board.accept(emission);
  }

  @Override
  public synchronized void say(String line) {
    String shown = PlainText.shown(line);
    if (closed) {
      terminal.writer().println(shown);
      terminal.flush();
      return;
    }
    erase();
    terminal.writer().println(shown);
    draw();
  }

  /** Draws the present state over the one drawn before, in a single write. */
  synchronized void draw() {
    if (closed) {
      return;
    }
    Size size = size();
    // The last column and the last row are left free: writing there can make a terminal scroll.
    List<AttributedString> lines =
        SweepTable.lines(board.snapshot(), size.getColumns() - 1, size.getRows() - 1, capability);
    toTop(size);
    for (int i = 0; i < lines.size(); i++) {
      if (i > 0) {
        terminal.writer().println();
      }
      terminal.writer().print(lines.get(i).toAnsi(terminal));
      terminal.puts(InfoCmp.Capability.clr_eol);
    }
    terminal.puts(InfoCmp.Capability.clr_eos);
    terminal.flush();
    drawn = lines;
  }

  @Override
  public void close() {
    clock.shutdownNow();
    synchronized (this) {
      if (closed) {
        return;
      }
      try {
        erase();
        drawFinal();
      } finally {
        closed = true;
        showCursor();
      }
    }
    try {
      Runtime.getRuntime().removeShutdownHook(restoreCursor);
    } catch (IllegalStateException e) {
      LOG.debug("closed while the JVM shuts down");
    }
  }

  /** The last table may be higher than the terminal: it is never redrawn. */
  private void drawFinal() {
    BoardSnapshot snapshot = board.snapshot();
    Size size = size();
    int full = Math.min(SweepTable.fullHeight(snapshot), MOST_FINAL_LINES);
    int height = Math.max(size.getRows() - 1, full);
    for (AttributedString line :
        SweepTable.lines(snapshot, size.getColumns() - 1, height, capability)) {
      terminal.writer().println(line.toAnsi(terminal));
    }
  }

  private void erase() {
    toTop(size());
    terminal.puts(InfoCmp.Capability.clr_eos);
    drawn = List.of();
  }

  /** A terminal made narrower has wrapped the lines drawn before. */
  private void toTop(Size size) {
    int rows =
        drawn.stream()
            .mapToInt(line -> Math.max(1, Math.ceilDiv(line.columnLength(), size.getColumns())))
            .sum();
    terminal.puts(InfoCmp.Capability.carriage_return);
    if (rows > 1) {
      terminal.puts(InfoCmp.Capability.parm_up_cursor, Math.min(rows, size.getRows()) - 1);
    }
  }

  private void showCursor() {
    terminal.puts(InfoCmp.Capability.cursor_normal);
    terminal.flush();
  }

  private Size size() {
    Size size = terminal.getSize();
    return size.getColumns() > 0 && size.getRows() > 0 ? size : UNKNOWN_SIZE;
  }
}
