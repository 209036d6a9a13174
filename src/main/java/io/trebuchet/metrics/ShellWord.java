package io.trebuchet.metrics;

import java.nio.file.Path;

/** A path as a shell takes it, in a command that can be pasted. */
public final class ShellWord {
  private ShellWord() {}

  /** Quoted where it has to be. */
  public static String of(Path path) {
    String text = path.toString();
    return text.matches("[\\w./+:@%,=-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
