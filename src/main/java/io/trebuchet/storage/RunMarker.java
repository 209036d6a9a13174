package io.trebuchet.storage;

import com.fasterxml.jackson.databind.JsonNode;
import io.trebuchet.metrics.ShellWord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * By what a run knows its store again: a row of the measurement {@code run} for each process that
 * opened it. A server may come and go, and another one take its address.
 *
 * @param run its id
 * @param directory where the process has the run's files
 * @param takesOver whether it goes on with what a process in another directory left
 */
public record RunMarker(String run, String directory, boolean takesOver) {
  /** The marker of a run in a directory. */
  public static RunMarker of(String run, Path directory) {
    return new RunMarker(run, directory.toAbsolutePath().normalize().toString(), false);
  }

  /** The marker of a database that is kept for a folder of runs; no run has such an id. */
  public static RunMarker served(Path folder) {
    return of("served", folder);
  }

  /** The same of a process that goes on with the run, whichever directory it was last in. */
  public RunMarker takingOver() {
    return new RunMarker(run, directory, true);
  }

  /** Asks for the directory of the last process that opened the run; in SQL. */
  String sqlWhere() {
    return "SELECT directory FROM run WHERE sweep = "
        + QuestDbTables.literal(run)
        + " ORDER BY timestamp DESC LIMIT 1";
  }

  /** The same in InfluxDB's language. */
  String influxWhere() {
    return "SELECT directory FROM \"run\" WHERE sweep = "
        + InfluxQl.literal(run)
        + " ORDER BY time DESC LIMIT 1";
  }

  /** What a server answers to such a question over HTTP; empty if it does not know the run. */
  static Optional<String> directory(String answer) throws IOException {
    JsonNode directory = cell(answer);
    return directory.isTextual() ? Optional.of(directory.textValue()) : Optional.empty();
  }

  /**
   * Complains if that was another directory: a copy beside its original would have rows twice.
   *
   * @param last that directory
   * @throws StoreException if it was, and is not taken over
   */
  void check(Optional<String> last) throws StoreException {
    if (!takesOver && last.isPresent() && !last.get().equals(directory)) {
      throw new StoreException(
          StoreException.Fault.TAKEN,
          String.format(
              Locale.ROOT,
              "the rows of %s in this store were last written from %s, not from %s: go on there,"
                  + " or, if this is to take its place: trebuchet resume %s --take-over",
              run,
              last.get(),
              directory,
              ShellWord.of(Path.of(directory))),
          null);
    }
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
    try {
      JsonNode attempt = cell(answer);
      return attempt.isNumber() ? OptionalLong.of(attempt.longValue()) : OptionalLong.empty();
    } catch (IOException e) {
      // Some other server's words.
      return OptionalLong.empty();
    }
  }

  /** The only cell of an answer that is asked for, in the forms of QuestDB and of InfluxDB. */
  private static JsonNode cell(String answer) throws IOException {
    JsonNode whole = Json.tree(answer);
    return whole.has("dataset")
        ? whole.at("/dataset/0/0")
        : whole.at("/results/0/series/0/values/0/1");
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
