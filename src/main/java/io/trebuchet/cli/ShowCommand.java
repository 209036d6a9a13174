package io.trebuchet.cli;

import io.trebuchet.cli.terminal.TrialTable;
import io.trebuchet.metrics.TrialColumn;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.TrialsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code trebuchet show}. */
@Command(name = "show", description = "Shows the trials of a run.", mixinStandardHelpOptions = true)
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

  @Override
  public Integer call() throws IOException {
    RunDirectory run = RunDirectory.open(directory);
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
}
