package io.trebuchet.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a terminal of unbounded height shows after some output, wrapping left out. */
final class TinyScreen {
  private static final Pattern ESCAPE = Pattern.compile("\u001b\\[(\\??[0-9;]*)([A-Za-z])");

  private final List<StringBuilder> rows = new ArrayList<>(List.of(new StringBuilder()));
  private int row;
  private int column;
  private boolean cursorVisible = true;

  private TinyScreen() {}

  static TinyScreen show(String output) {
    TinyScreen screen = new TinyScreen();
    int at = 0;
    Matcher escape = ESCAPE.matcher(output);
    while (at < output.length()) {
      if (output.charAt(at) == '\u001b') {
        if (!escape.find(at) || escape.start() != at) {
          throw new AssertionError("unknown escape sequence at " + at);
        }
        screen.escape(escape.group(1), escape.group(2));
        at = escape.end();
      } else {
        screen.put(output.charAt(at++));
      }
    }
    return screen;
  }

  List<String> lines() {
    return rows.stream().map(line -> line.toString().stripTrailing()).toList();
  }

  boolean cursorVisible() {
    return cursorVisible;
  }

  private void put(char c) {
    switch (c) {
      case '\r' -> column = 0;
      case '\n' -> {
        row++;
        column = 0;
        if (row == rows.size()) {
          rows.add(new StringBuilder());
        }
      }
      default -> {
        StringBuilder line = rows.get(row);
        if (column < line.length()) {
          line.setCharAt(column, c);
        } else {
          line.append(c);
        }
        column++;
      }
    }
  }

  private void escape(String argument, String command) {
    switch (command) {
      case "A" -> row -= Integer.parseInt(argument);
      case "K" -> rows.get(row).setLength(column);
      case "J" -> {
        rows.get(row).setLength(Math.min(column, rows.get(row).length()));
        rows.subList(row + 1, rows.size()).clear();
      }
      case "h", "l" -> {
        if (argument.endsWith("25")) {
          cursorVisible = command.equals("h");
        }
      }
      case "m" -> {}
      default -> throw new AssertionError("unknown escape sequence " + argument + command);
    }
    if (row < 0) {
      throw new AssertionError("the cursor left the screen");
    }
  }
}
