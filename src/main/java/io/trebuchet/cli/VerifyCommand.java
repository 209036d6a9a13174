package io.trebuchet.cli;

import io.trebuchet.metrics.Ledger;
import io.trebuchet.storage.LedgerFile;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.StoredSteps;
import io.trebuchet.storage.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code trebuchet verify}. */
@Command(
    name = "verify",
    description = {
      "Holds a run's ledger against its store: counts what is there, trial by trial.",
      "Exits 0 if every row that was produced is stored, 3 if not."
    },
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "The run's directory.")
  private Path directory = Path.of("");

  @Override
  public Integer call() throws IOException {
    RunDirectory run = RunDirectory.open(directory);
    if (!Files.exists(run.ledger())) {
      throw new UsageException(directory + " has no ledger.json: the run has not ended");
    }
    Ledger.Balance ledger = LedgerFile.read(run.ledger());
    try (StoredSteps steps = Stored.open(run)) {
      Verification verification = Verification.of(ledger, steps);
      verification.lines().forEach(System.out::println);
      return verification.ok() ? ExitCode.DONE : ExitCode.LOST;
    }
  }
}
