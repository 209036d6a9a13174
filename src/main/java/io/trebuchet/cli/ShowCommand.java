package io.trebuchet.cli;

import io.trebuchet.durable.JournalFile;
import io.trebuchet.metrics.ShellWord;
import io.trebuchet.metrics.TrialColumn;
import io.trebuchet.process.ExitCode;
import io.trebuchet.process.UsageException;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.StopsFile;
import io.trebuchet.storage.TrialsFile;
import io.trebuchet.terminal.TrialTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code trebuchet show}. */
@Command(
    name = "show",
    description = "Shows the trials of a run, or what happened to them.",
    mixinStandardHelpOptions = true)
final class ShowCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "The run's directory.")
  private Path directory = Path.of("");

  @Option(
      names = "--sort",
      paramLabel = "COL",
      description = "A column of trials.csv; -COL for descending order.")
  private @Nullable String sort;

  @Option(
      names = "--filter",
      paramLabel = "COL=VALUE",
      description = "Only rows with this value, such as phase=catapult; also COL>X and COL<X.")
  private List<String> filters = List.of();

  @Option(
      names = "--trial",
      paramLabel = "ID",
      description = "Why this trial ended: its rule, evidence, certificate and last numbers.")
  private @Nullable String trial;

  @Option(
      names = "--events",
      description = {
        "What the journal holds, one event a line: its time, its name, its trial and its fields;"
            + " of one trial with --trial. Also of a run that is going on."
      })
  private boolean events;

  @Override
  public Integer call() throws IOException {
    RunDirectory run = RunDirectory.open(directory);
    if (events) {
      return showEvents(run);
    }
    if (trial != null) {
      return showStops(run, trial);
    }
    if (!Files.exists(run.trials())) {
      throw new UsageException(directory + " has no trials.csv: the run has not ended");
    }
    try {
      TrialTable table =
          TrialTable.of(
              TrialColumn.all().stream().map(TrialColumn::name).toList(),
              TrialsFile.rows(run.trials()));
      for (String filter : filters) {
        table = table.filter(filter);
      }
      if (sort != null) {
        table = table.sort(sort);
      }
      TablePrinter.print(table::lines);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
    return ExitCode.DONE;
  }

  private int showEvents(RunDirectory run) throws IOException {
    if (sort != null || !filters.isEmpty()) {
      throw new UsageException("--events: --sort and --filter are for the table of trials");
    }
    if (!JournalFile.exists(run.journal())) {
      throw new UsageException(run.root() + " has no journal: nothing of it was noted");
    }
    JournalFile.look(
        run.journal(),
        entry -> {
          if (trial == null || trial.equals(EventLine.trial(entry))) {
            System.out.println(EventLine.of(entry));
          }
        });
    return ExitCode.DONE;
  }

  private static int showStops(RunDirectory run, String trial) throws IOException {
    List<StopsFile.Stop> stops =
        StopsFile.read(run.stops()).stream().filter(stop -> stop.trial().equals(trial)).toList();
    if (stops.isEmpty()) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "%s holds no end of a trial %s; trebuchet show %s lists the trials",
              run.stops(),
              trial,
              ShellWord.of(run.root())));
    }
    stops.forEach(stop -> lines(stop).forEach(System.out::println));
    return ExitCode.DONE;
  }

  private static List<String> lines(StopsFile.Stop stop) {
    List<String> lines = new ArrayList<>();
    if (stop.isContinuation()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%s was %s, from step %d on",
              stop.trial(),
              stop.evidence(),
              stop.step()));
      lines.add("  time         " + stop.time());
      return lines;
    }
    lines.add(
        stop.outcome().isEmpty()
            ? String.format(
                Locale.ROOT, "%s went on without its rule after step %d", stop.trial(), stop.step())
            : String.format(
                Locale.ROOT,
                "%s ended %s at step %d (%s)",
                stop.trial(),
                stop.outcome(),
                stop.step(),
                stop.reason()));
    lines.add("  time         " + stop.time());
    lines.add(
        "  rule         "
            + stop.rule()
            + (stop.settings().isEmpty() ? "" : " { " + stop.settings() + " }"));
    lines.add("  evidence     " + stop.evidence());
    lines.add("  certificate  " + stop.certificate());
    lines.add(
        "  censored     "
            + (stop.censored() ? "yes: it would have gone on" : "no: nothing was left to come"));
    stop.inputs()
        .forEach(
            (name, value) -> lines.add(String.format(Locale.ROOT, "    %-16s %s", name, value)));
    return lines;
  }
}
