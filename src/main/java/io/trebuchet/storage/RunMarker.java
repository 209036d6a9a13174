package io.trebuchet.storage;

import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * By what a run knows its store again: a row of the measurement {@code run} for each process that
 * opened it. A server may come and go, and another one take its address.
 *
 * @param run its id
 * @param directory where the process has the run's files
 */
public record RunMarker(String run, String directory) {
  /** The first number of an answer, in the forms of QuestDB and of InfluxDB. */
  private static final Pattern NUMBER =
      Pattern.compile(
          "\"dataset\":\\[\\[(\\d+)\\]\\]|\"values\":\\[\\[[^,\\[\\]]*,(\\d+)(?:\\.0)?\\]\\]");

  /** The marker of a run in a directory. */
  public static RunMarker of(String run, Path directory) {
    return new RunMarker(run, directory.toAbsolutePath().normalize().toString());
  }

  /** Asks for the number of the last process that opened the run; in SQL. */
  String sqlQuestion() {
    return "SELECT max(attempt) FROM run WHERE sweep = " + QuestDbTables.literal(run);
  }

  /** The same in InfluxDB's language. */
  String influxQuestion() {
    return "SELECT max(attempt) FROM \"run\" WHERE sweep = " + InfluxQl.literal(run);
  }

  /** What a server answers to such a question over HTTP; empty if it does not know the run. */
  static OptionalLong attempt(String answer) {
    Matcher number = NUMBER.matcher(answer);
    if (!number.find()) {
      return OptionalLong.empty();
    }
    String digits = number.group(1) == null ? number.group(2) : number.group(1);
    return OptionalLong.of(Long.parseLong(digits));
  }

  /** The statement that stores it. */
  String insertion(long attempt, long nanos) {
    return String.format(
        Locale.ROOT,
        "INSERT INTO run (timestamp, sweep, attempt, directory)"
            + " VALUES (%d::timestamp_ns, %s, %d, %s)",
        nanos,
        QuestDbTables.literal(run),
        attempt,
        QuestDbTables.literal(directory));
  }

  /** The same as a line of InfluxDB's protocol. */
  String line(long attempt, long nanos) {
    StringBuilder line = new StringBuilder(Schema.RUN);
    LineProtocol.tag(line, "sweep", run);
    line.append(" attempt=").append(attempt).append("i,directory=");
    LineProtocol.quoted(line, directory);
    return line.append(' ').append(nanos).append('\n').toString();
  }
}
