package io.trebuchet.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.jline.terminal.impl.exec.ExecPty;
import org.jline.terminal.impl.exec.ExecTerminalProvider;
import org.jline.terminal.spi.Pty;
import org.jline.terminal.spi.SystemStream;
import org.jline.utils.Signals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The terminal the process was started in.
 *
 * <p>JLine's own system terminal closes file descriptor 1 in a shutdown hook and, with native
 * signals, replaces the JVM's Ctrl-C handler: after an interrupt nothing could be printed. So JLine
 * gives type, size and capabilities here, and all output goes through the standard output stream.
 */
public final class SystemTerminal {
  private static final Logger LOG = LoggerFactory.getLogger(SystemTerminal.class);

  private SystemTerminal() {}

  /** Empty unless standard input and output are a terminal that can move its cursor. */
  public static Optional<Terminal> open() {
    String type = System.getenv("TERM");
    ExecTerminalProvider provider = new ExecTerminalProvider();
    if (type == null
        || type.isEmpty()
        || type.startsWith(Terminal.TYPE_DUMB)
        || !provider.isSystemStream(SystemStream.Output)
        || !provider.isSystemStream(SystemStream.Input)) {
      return Optional.empty();
    }
    try {
      Pty pty = ExecPty.current(provider, SystemStream.Output);
      Terminal terminal =
          new DumbTerminal(
              "trebuchet",
              type,
              InputStream.nullInputStream(),
              PlainStream.raw(System.out),
              System.out.charset());
      terminal.setSize(pty.getSize());
      Signals.register("WINCH", () -> resized(terminal, pty));
      return Optional.of(terminal);
    } catch (IOException e) {
      LOG.debug("no live display: {}", e.getMessage(), e);
      return Optional.empty();
    }
  }

  /** Whether a question would be seen and could be answered. */
  public static boolean canAnswer() {
    ExecTerminalProvider provider = new ExecTerminalProvider();
    return provider.isSystemStream(SystemStream.Error)
        && provider.isSystemStream(SystemStream.Input);
  }

  private static void resized(Terminal terminal, Pty pty) {
    try {
      terminal.setSize(pty.getSize());
    } catch (IOException e) {
      LOG.debug("the terminal's new size is unknown: {}", e.getMessage(), e);
    }
  }
}
