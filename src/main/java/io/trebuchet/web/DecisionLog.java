package io.trebuchet.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the controller's log in a run's directory says of its decisions about trials. */
public final class DecisionLog {
  private static final int MOST = 10_000;
  private static final Pattern STOPPED =
      Pattern.compile(
          ".* TrialController trial (\\S+) at step (-?\\d+): (\\S+) \\(([^)]*)\\): (.*)");
  private static final Pattern OVERRULED =
      Pattern.compile(".* TrialController trial (\\S+) goes on past (\\S+) at step (-?\\d+): (.*)");

  private DecisionLog() {}

  /** The decisions, in order; none if there is no log. */
  public static List<ServedSweep.Decision> read(Path file) {
    if (!Files.exists(file)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines.flatMap(line -> decision(line).stream()).limit(MOST).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<ServedSweep.Decision> decision(String line) {
    Matcher stopped = STOPPED.matcher(line);
    if (stopped.matches()) {
      return List.of(
          new ServedSweep.Decision(
              stopped.group(1),
              Long.parseLong(stopped.group(2)),
              stopped.group(3),
              stopped.group(4),
              stopped.group(5),
              true));
    }
    Matcher overruled = OVERRULED.matcher(line);
    return overruled.matches()
        ? List.of(
            new ServedSweep.Decision(
                overruled.group(1),
                Long.parseLong(overruled.group(3)),
                "running",
                overruled.group(2).toLowerCase(Locale.ROOT),
                overruled.group(4),
                false))
        : List.of();
  }
}
