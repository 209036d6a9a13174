package io.trebuchet.terminal;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.run.Viewer;
import io.trebuchet.streams.SweepTap;
import org.jspecify.annotations.Nullable;

/** Shows a run on standard output, in one of the ways of {@link Progress.Mode}. Thread-safe. */
public final class TerminalViewer implements Viewer {
  private final Progress.Mode mode;
  private volatile @Nullable Shown shown;

  private TerminalViewer(Progress.Mode mode) {
    this.mode = mode;
  }

  /** The board of a sweep that goes on, and how it is shown. */
  private record Shown(LiveBoard board, Progress progress) {}

  /** Shows nothing but what it is told until a sweep begins. */
  public static TerminalViewer create(Progress.Mode mode) {
    return new TerminalViewer(mode);
  }

  @Override
  public void begin(String sweep, SweepTap tap) {
    LiveBoard board = LiveBoard.over(tap, sweep, System::nanoTime);
    shown = new Shown(board, Progress.open(board, mode));
  }

  @Override
  public void accept(Emission emission) {
    Shown now = shown;
    if (now != null) {
      now.progress().accept(emission);
    }
  }

  @Override
  public void restore(TrialResult result) {
    Shown now = shown;
    if (now != null) {
      now.board().restore(result);
    }
  }

  @Override
  public void say(String line) {
    Shown now = shown;
    if (now != null) {
      now.progress().say(line);
    } else if (mode != Progress.Mode.QUIET) {
      System.out.println(line);
    }
  }

  /** Goes to standard error where nothing is shown that it would disturb. */
  @Override
  public void warn(String line) {
    Shown now = shown;
    if (now != null && mode != Progress.Mode.QUIET) {
      now.progress().say(line);
    } else {
      System.err.println(line);
    }
  }

  @Override
  public Counting counting(String unit, long total) {
    return CountingLine.ofErrors(unit, total);
  }

  @Override
  public void close() {
    Shown now = shown;
    if (now != null) {
      now.progress().close();
    }
    shown = null;
  }
}
