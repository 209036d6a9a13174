package io.trebuchet.cli;

import io.trebuchet.metrics.Ledger;
import io.trebuchet.storage.LedgerFile;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.Spool;
import io.trebuchet.storage.StoreException;
import io.trebuchet.storage.StoredSteps;
import io.trebuchet.storage.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code trebuchet verify}. */
@Command(
    name = "verify",
    description = {
      "Holds a run's ledger against its store: counts what is there, trial by trial.",
      "What still lies in the run's spool is sent to the store first.",
      "Exits 0 if every row that was produced is stored, 3 if not, 4 if the store does not answer."
    },
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "The run's directory.")
  private Path directory = Path.of("");

  @Mixin private Stored stored = new Stored();

  @Override
  public Integer call() throws IOException {
    RunDirectory run = RunDirectory.open(directory);
    if (!Files.exists(run.ledger())) {
      throw new UsageException(directory + " has no ledger.json: the run has not ended");
    }
    if (Spool.exists(run.spool())) {
      push(run);
    }
    try (StoredSteps steps = stored.open(run)) {
      Verification verification = Verification.of(LedgerFile.read(run.ledger()), steps);
      verification.lines().forEach(System.out::println);
      return verification.ok() ? ExitCode.DONE : ExitCode.LOST;
    } catch (StoreException e) {
      System.out.println(account(LedgerFile.read(run.ledger())));
      throw e;
    }
  }

  private static String account(Ledger.Balance ledger) {
    Ledger.Count step = ledger.step();
    return ("step: %d produced = %d stored + %d spooled + %d dropped by the ledger; the %d stored"
            + " cannot be counted:")
        .formatted(step.produced(), step.stored(), step.spooled(), step.dropped(), step.stored());
  }

  private void push(RunDirectory run) throws IOException {
    Ledger ledger = Ledger.of(LedgerFile.read(run.ledger()));
    try {
      stored.pushSpool(run, ledger, System.err::println);
    } finally {
      LedgerFile.write(run.ledger(), ledger.balance());
    }
  }
}
