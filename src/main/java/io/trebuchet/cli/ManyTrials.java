package io.trebuchet.cli;

import io.trebuchet.process.UsageException;
import io.trebuchet.terminal.SystemTerminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.Locale;

/** A sweep of very many trials is asked about, for a slip of the pen makes one too. */
final class ManyTrials {
  private static final int USUAL = 100_000;

  private ManyTrials() {}

  /** Whether so many are more than anybody trains without a second thought. */
  static boolean are(long trials) {
    return trials > USUAL;
  }

  /** What there is to ask. */
  static String words(long trials) {
    return String.format(Locale.ROOT, "this makes %,d trials, more than %,d", trials, USUAL);
  }

  /**
   * Asks whoever sits at the terminal.
   *
   * @throws UsageException if they do not want it, or nobody is there to ask
   */
  static void confirm(long trials) throws IOException {
    if (!are(trials)) {
      return;
    }
    if (!SystemTerminal.canAnswer()) {
      throw new UsageException(words(trials) + ": if that is meant, give --yes");
    }
    System.err.print(words(trials) + ". Train them all? [y/N] ");
    System.err.flush();
    String answer =
        new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
    if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).matches("y|yes")) {
      throw new UsageException("nothing was begun");
    }
  }
}
