package io.trebuchet.bench.stopping;

import io.trebuchet.control.StopTally;
import io.trebuchet.storage.Csv;
import io.trebuchet.storage.UserFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The sweeps that are done: a row for each rule, a sweep's rows written at once. */
public final class ResultsFile {
  private static final String HEADER =
      "commit,experiment,seed,max_steps,places,rule,trials,converged,false_kills,"
          + "false_convergences,divergent,divergent_stopped,lead_steps,undecided,"
          + "undecided_stopped,steps,steps_non_finite,steps_none";
  private static final int TALLY = 6;

  private ResultsFile() {}

  /**
   * What a sweep was.
   *
   * @param commit of the code: results of other code do not count
   * @param places trials side by side in rules that compare
   */
  public record Key(String commit, String experiment, long seed, long maxSteps, int places) {}

  /** A row. */
  public record Row(Key key, String rule, StopTally tally) {}

  /** All rows; none if there is no file. A last line cut short does not count. */
  public static List<Row> read(Path file) throws IOException {
    List<Row> rows = new ArrayList<>();
    if (!Files.exists(file)) {
      return rows;
    }
    String text = UserFiles.text(file);
    List<String> lines = text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
      rows.add(row(Csv.fields(line)));
    }
    return rows;
  }

  private static Row row(List<String> f) {
    long[] n = f.subList(TALLY, f.size()).stream().mapToLong(Long::parseLong).toArray();
    return new Row(
        new Key(
            f.get(0),
            f.get(1),
            Long.parseLong(f.get(2)),
            Long.parseLong(f.get(3)),
            Integer.parseInt(f.get(4))),
        f.get(5),
        new StopTally(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9], n[10], n[11]));
  }

  /** Appends the rows of a sweep. */
  public static void append(Path file, List<Row> rows) throws IOException {
    StringBuilder text = new StringBuilder();
    if (!Files.exists(file)) {
      UserFiles.folderOf(file);
      text.append(HEADER).append('\n');
    }
    for (Row row : rows) {
      StopTally t = row.tally();
      List<String> fields = new ArrayList<>();
      fields.add(row.key().commit());
      fields.add(row.key().experiment());
      fields.add(Long.toString(row.key().seed()));
      fields.add(Long.toString(row.key().maxSteps()));
      fields.add(Integer.toString(row.key().places()));
      fields.add(row.rule());
      for (long number :
          new long[] {
            t.trials(),
            t.converged(),
            t.falseKills(),
            t.falseConvergences(),
            t.divergent(),
            t.divergentStopped(),
            t.leadSteps(),
            t.undecided(),
            t.undecidedStopped(),
            t.steps(),
            t.stepsNonFinite(),
            t.stepsNone()
          }) {
        fields.add(Long.toString(number));
      }
      text.append(Csv.line(fields));
    }
    UserFiles.append(file, text.toString());
  }
}
