package io.trebuchet.terminal;

import io.trebuchet.metrics.Emission;
import java.util.Optional;
import org.jline.terminal.Terminal;

/** Shows a running sweep to people, from {@link #open} to {@link #close}. Thread-safe. */
public sealed interface Progress extends AutoCloseable
    permits LiveScreen, PlainProgress, Progress.Quiet {

  /** Takes an element of the metric stream; cheap enough to be called within it. */
  void accept(Emission emission);

  /** Prints a line for people, such as a warning, without disturbing the display. */
  void say(String line);

  /** Shows the last state and leaves the terminal as it was found; further calls do nothing. */
  @Override
  void close();

  /** How a sweep is to be shown. */
  enum Mode {
    /** A live table on a terminal, else plain lines. */
    AUTO,
    /** A line for each finished trial. */
    PLAIN,
    /** Nothing. */
    QUIET
  }

  /** Starts to show a board on standard output. */
  static Progress open(LiveBoard board, Mode mode) {
    return switch (mode) {
      case AUTO -> {
        Optional<Terminal> terminal = SystemTerminal.open();
        yield terminal.isPresent()
            ? LiveScreen.start(
                board, terminal.get(), Capability.of(terminal.get(), System.getenv()))
            : PlainProgress.start(board, System.out, System::nanoTime);
      }
      case PLAIN -> PlainProgress.start(board, System.out, System::nanoTime);
      case QUIET -> new Quiet(board);
    };
  }

  /** Feeds the board and shows nothing. */
  record Quiet(LiveBoard board) implements Progress {
    @Override
    public void accept(Emission emission) {
      board.accept(emission);
    }

    @Override
    public void say(String line) {}

    @Override
    public void close() {}
  }
}
