package io.trebuchet.cli;

import io.trebuchet.storage.TrialsFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs commands in this process as a user would, from the project's folder. */
public final class Cli {
  private Cli() {}

  /** A command's exit code and what it said of errors. */
  public record Said(int code, String errors) {}

  public static Said run(String... args) {
    StringWriter errors = new StringWriter();
    int code = Trebuchet.execute(new PrintWriter(errors, true), args);
    return new Said(code, errors.toString());
  }

  /** The rows of a run's trials.csv, by column. */
  public static List<Map<String, String>> trials(Path run) throws IOException {
    return TrialsFile.rows(run.resolve("trials.csv"));
  }

  /** trials.csv without its last columns, the wall time and the attempt. */
  static List<String> trialsButWallTime(Path run) throws IOException {
    return Files.readAllLines(run.resolve("trials.csv")).stream()
        .map(line -> line.substring(0, line.lastIndexOf(',')))
        .map(line -> line.substring(0, line.lastIndexOf(',')))
        .toList();
  }

  /** The steps export of a run, as rows of fields without the header. */
  static List<List<String>> steps(Path run, Path into, String... more) throws IOException {
    List<String> command = new ArrayList<>(List.of("export", run.toString(), "--what", "steps"));
    command.addAll(List.of("-o", into.toString()));
    command.addAll(List.of(more));
    Said said = run(command.toArray(String[]::new));
    if (said.code() != 0) {
      throw new AssertionError(said.toString());
    }
    return Files.readAllLines(into).stream()
        .skip(1)
        .map(line -> List.of(line.split(",", -1)))
        .toList();
  }

  static double number(Map<String, String> row, String column) {
    return Double.parseDouble(row.get(column));
  }
}
