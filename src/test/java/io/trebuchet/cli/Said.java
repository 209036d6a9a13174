package io.trebuchet.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** What a command in this process said, lines of its progress included. */
public record Said(int code, String out, String errors) {
  /** Standard output and error are the whole process's: one command at a time. */
  public static synchronized Said of(Supplier<Cli.Said> command) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
    try {
      Cli.Said said = command.get();
      return new Said(
          said.code(),
          outBytes.toString(StandardCharsets.UTF_8),
          errBytes.toString(StandardCharsets.UTF_8) + said.errors());
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }
}
