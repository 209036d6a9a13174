package io.trebuchet.terminal;

import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Map;
import org.jline.terminal.Terminal;
import org.jline.utils.InfoCmp;

/**
 * What an output can show.
 *
 * @param colour whether it takes ANSI colours
 * @param unicode whether it takes characters beyond ASCII
 */
public record Capability(boolean colour, boolean unicode) {
  /** No colours and ASCII only. */
  public static final Capability PLAIN = new Capability(false, false);

  /** What a terminal can show; a non-empty {@code NO_COLOR} turns colours off (no-color.org). */
  public static Capability of(Terminal terminal, Map<String, String> environment) {
    Integer colours = terminal.getNumericCapability(InfoCmp.Capability.max_colors);
    boolean wanted = environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Capability(
        wanted && colours != null && colours >= 8, unicode(terminal.stdoutEncoding()));
  }

  /** What a stream can show: never colours. */
  public static Capability of(PrintStream stream) {
    return new Capability(false, unicode(stream.charset()));
  }

  private static boolean unicode(Charset charset) {
    return charset.name().startsWith("UTF-");
  }

  String pick(String unicodeText, String asciiText) {
    return unicode ? unicodeText : asciiText;
  }

  String ellipsis() {
    return pick("…", "...");
  }

  String dash() {
    return pick("–", "-");
  }

  String dot() {
    return pick(" · ", " | ");
  }

  String arrow() {
    return pick("→", "->");
  }

  String atLeast() {
    return pick("≥", ">=");
  }

  String etaLambda() {
    return pick("ηλ", "eta_lambda");
  }

  String normRatio() {
    return pick("θ²/θ²_0", "norm_ratio");
  }
}
