package io.trebuchet.cli;

import io.trebuchet.terminal.Capability;
import io.trebuchet.terminal.PlainStream;
import io.trebuchet.terminal.SystemTerminal;
import java.util.List;
import java.util.Optional;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;

/** Prints tables as wide and as colourful as standard output allows. */
final class TablePrinter {
  /** Wide enough for every column where nothing else is known, such as in a pipe. */
  private static final int PIPE_WIDTH = 240;

  private TablePrinter() {}

  /** Makes lines for a width and a capability. */
  interface Table {
    List<AttributedString> lines(int width, Capability capability);
  }

  static void print(Table table) {
    Optional<Terminal> terminal = SystemTerminal.open();
    if (terminal.isPresent()) {
      Terminal screen = terminal.get();
      Capability capability = Capability.of(screen, System.getenv());
      int width = screen.getWidth() > 0 ? screen.getWidth() : PIPE_WIDTH;
      for (AttributedString line : table.lines(width, capability)) {
        PlainStream.raw(System.out)
            .println(capability.colour() ? line.toAnsi(screen) : line.toString());
      }
    } else {
      table.lines(PIPE_WIDTH, Capability.of(System.out)).forEach(System.out::println);
    }
  }
}
