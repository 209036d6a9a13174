package io.trebuchet.terminal;

import io.trebuchet.metrics.TrialResult;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jline.utils.AttributedStyle;

/** The one word that says how a trial ended: its phase if it has one, else its outcome. */
public final class OutcomeWord {
  /** In the order people read them: by rising c, then what is left. */
  private static final List<String> ORDER =
      List.of(
          "lazy",
          "catapult",
          "trivial",
          "converged",
          "divergent",
          "dead",
          "oscillating",
          "incomplete",
          "stopped",
          "failed");

  private OutcomeWord() {}

  static String of(TrialResult result) {
    String phase = result.phase();
    return phase.isEmpty() ? result.outcome().word() : phase;
  }

  /** How often each word occurs, without zeros, in reading order. */
  public static Map<String, Integer> count(Collection<TrialResult> results) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (String word : ORDER) {
      int count = (int) results.stream().filter(result -> of(result).equals(word)).count();
      if (count > 0) {
        counts.put(word, count);
      }
    }
    return counts;
  }

  /** The colour of a word; plain for words that are not outcomes. */
  static AttributedStyle style(String word) {
    AttributedStyle plain = AttributedStyle.DEFAULT;
    return switch (word) {
      case "lazy", "converged" -> plain.foreground(AttributedStyle.GREEN);
      case "catapult" -> plain.foreground(AttributedStyle.CYAN).bold();
      case "trivial" -> plain.foreground(AttributedStyle.BLUE);
      case "divergent" -> plain.foreground(AttributedStyle.RED);
      case "dead" -> plain.foreground(AttributedStyle.MAGENTA);
      case "oscillating", "incomplete" -> plain.foreground(AttributedStyle.YELLOW);
      case "failed" -> plain.foreground(AttributedStyle.RED).bold();
      case "stopped", "pending" -> plain.faint();
      default -> plain;
    };
  }
}
