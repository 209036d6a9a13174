package io.trebuchet.metrics;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text from configs, data and files of a run, so that it can only be read: whatever steers a
 * terminal or turns the direction of text stands as {@code \}{@code uXXXX}.
 */
public final class PlainText {
  private static final Pattern ESCAPED = Pattern.compile("\\\\u([0-9a-f]{4})");

  private PlainText() {}

  /** For people: the same text on one line; what is shown already stays as it is. */
  public static String shown(String text) {
    return written(text, false);
  }

  /** For files: as {@link #shown}, and {@link #unescaped} gives back every character. */
  public static String escaped(String text) {
    return written(text, true);
  }

  private static String written(String text, boolean reversible) {
    int plain = 0;
    while (plain < text.length() && isPlainAscii(text.charAt(plain))) {
      plain++;
    }
    if (plain == text.length()) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, plain);
    for (int i = plain; i < text.length(); ) {
      int point = text.codePointAt(i);
      int next = i + Character.charCount(point);
      if (steers(point) || (reversible && point == '\\' && looksEscaped(text, i))) {
        for (int k = i; k < next; k++) {
          out.append(String.format(Locale.ROOT, "\\u%04x", (int) text.charAt(k)));
        }
      } else {
        out.appendCodePoint(point);
      }
      i = next;
    }
    return out.toString();
  }

  /** The text that {@link #escaped} was given. */
  public static String unescaped(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    return ESCAPED
        .matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    String.valueOf((char) Integer.parseInt(found.group(1), 16))));
  }

  /** Whether a character does something instead of being shown. */
  public static boolean steers(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }

  private static boolean isPlainAscii(char ch) {
    return ch >= ' ' && ch < 0x7f && ch != '\\';
  }

  private static boolean looksEscaped(String text, int at) {
    return ESCAPED.matcher(text).region(at, text.length()).lookingAt();
  }
}
