package io.trebuchet.cli;

import io.trebuchet.durable.EventFields;
import io.trebuchet.durable.SweepJournal;
import java.util.Locale;

/** An event of the journal on a line for people. */
final class EventLine {
  private static final String TRIAL = "trial";
  private static final int LONGEST = 1000;
  private static final int SHORT = 60;

  private EventLine() {}

  /** The trial that an event is of; empty if it is of the whole sweep. */
  static String trial(SweepJournal.Entry entry) {
    return String.valueOf(EventFields.of(entry.event()).values().getOrDefault(TRIAL, ""));
  }

  /** Time, name, trial and fields; those that do not apply are left out. */
  static String of(SweepJournal.Entry entry) {
    EventFields fields = EventFields.of(entry.event());
    StringBuilder line = new StringBuilder();
    line.append(String.format(Locale.ROOT, "%-27s %-15s", entry.time(), fields.word()));
    String trial = trial(entry);
    if (!trial.isEmpty()) {
      line.append(' ').append(shown(trial));
    }
    fields
        .values()
        .forEach(
            (name, value) -> {
              if (!name.equals(TRIAL) && !value.equals("") && !value.equals(Double.NaN)) {
                line.append(' ')
                    .append(EventFields.plain(name))
                    .append('=')
                    .append(shortened(shown(value.toString())));
              }
            });
    return line.toString().stripTrailing();
  }

  /** A whole file is not for a line. */
  private static String shortened(String text) {
    return text.length() <= LONGEST
        ? text
        : String.format(
            Locale.ROOT,
            "%s…(%d characters)",
            text.substring(0, text.offsetByCodePoints(0, SHORT)),
            text.length());
  }

  /** Nothing in it can move a cursor, end a line, or pass for another field. */
  private static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    boolean quoted = false;
    for (int ch : text.codePoints().toArray()) {
      quoted |= ch == ' ' || ch == '=' || ch == '"' || ch == '\\';
      if (ch == '"' || ch == '\\') {
        shown.append('\\');
      }
      switch (Character.getType(ch)) {
        case Character.CONTROL,
            Character.FORMAT,
            Character.SURROGATE,
            Character.PRIVATE_USE,
            Character.UNASSIGNED,
            Character.LINE_SEPARATOR,
            Character.PARAGRAPH_SEPARATOR ->
            shown.append(String.format(Locale.ROOT, ch < 0x100 ? "\\x%02x" : "\\u{%x}", ch));
        default -> shown.appendCodePoint(ch);
      }
    }
    return quoted ? '"' + shown.toString() + '"' : shown.toString();
  }
}
