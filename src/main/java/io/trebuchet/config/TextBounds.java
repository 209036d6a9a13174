package io.trebuchet.config;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * Goes over the text of a config before it is parsed, for the parser descends once for each level
 * and tries each reference many times. Counts levels of brackets and of dotted keys together.
 */
final class TextBounds {
  static final int MOST_LEVELS = 64;
  static final int MOST_REFERENCES = 256;

  private static final String QUOTES = "\"\"\"";

  private final String text;
  private final int most;
  private final Deque<Opened> open = new ArrayDeque<>();
  private int at;
  private int line = 1;
  private int levels;
  private int references;
  private int key;
  private int dots;
  private boolean broken;

  private TextBounds(String text, int most) {
    this.text = text;
    this.most = most;
  }

  /** A bracket, what it counts for, and the key that goes on behind it. */
  private record Opened(int levels, int key) {}

  /** Too much of something. */
  static final class ExceededException extends Exception {
    private static final long serialVersionUID = 1L;
    private final int line;

    private ExceededException(int line, String message) {
      super(message);
      this.line = line;
    }

    int line() {
      return line;
    }
  }

  /**
   * Checks a text.
   *
   * @param references how many other texts of the config hold
   * @return how many there are then
   */
  static int check(String text, int references) throws ExceededException {
    TextBounds bounds = new TextBounds(text, MOST_REFERENCES - references);
    while (bounds.at < text.length()) {
      bounds.next();
    }
    return references + bounds.references;
  }

  private void next() throws ExceededException {
    char ch = text.charAt(at);
    if (ch == '#' || text.startsWith("//", at)) {
      at = to(text.indexOf('\n', at));
      return;
    }
    if (broken && !Character.isWhitespace(ch) && ch != '{' && ch != '[') {
      endElement();
    }
    switch (ch) {
      case '"' -> quoted();
      case '\n' -> {
        line++;
        broken = true;
      }
      case ',' -> endElement();
      case '=', ':' -> {
        key += dots;
        dots = 0;
      }
      case '.' -> {
        dots++;
        check(levels + key + dots);
      }
      case '$' -> {
        references += text.startsWith("{", at + 1) ? 1 : 0;
        if (references > most) {
          throw new ExceededException(
              line, String.format(Locale.ROOT, "more than %d references in all", MOST_REFERENCES));
        }
      }
      case '{', '[' -> {
        Opened opened = new Opened(1 + key + dots, key + dots);
        open.push(opened);
        levels += opened.levels();
        check(levels);
        endElement();
      }
      case '}', ']' -> {
        endElement();
        if (!open.isEmpty()) {
          Opened closed = open.pop();
          levels -= closed.levels();
          key = closed.key();
        }
      }
      default -> {}
    }
    at++;
  }

  private void endElement() {
    key = 0;
    dots = 0;
    broken = false;
  }

  private void check(int depth) throws ExceededException {
    if (depth > MOST_LEVELS) {
      throw new ExceededException(
          line, String.format(Locale.ROOT, "nested more than %d levels deep", MOST_LEVELS));
    }
  }

  /** Goes to the last quote of a string; one without its end is for the parser to refuse. */
  private void quoted() {
    int from = at;
    if (text.startsWith(QUOTES, at)) {
      at = to(text.indexOf(QUOTES, at + QUOTES.length())) + QUOTES.length() - 1;
      at = Math.min(at, text.length() - 1);
      while (text.startsWith("\"", at + 1)) {
        at++;
      }
    } else {
      at++;
      while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\n') {
        at += text.charAt(at) == '\\' ? 2 : 1;
      }
      // The end of the line counts as such.
      at = at < text.length() && text.charAt(at) == '\n' ? at - 1 : at;
    }
    line +=
        (int)
            text.substring(from, Math.min(at, text.length()))
                .chars()
                .filter(c -> c == '\n')
                .count();
  }

  private int to(int found) {
    return found < 0 ? text.length() : found;
  }
}
