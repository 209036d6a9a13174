package io.trebuchet.cli;

import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.PlainText;
import io.trebuchet.metrics.ShellWord;
import io.trebuchet.process.ExitCode;
import io.trebuchet.process.Interrupt;
import io.trebuchet.process.InterruptedRunException;
import io.trebuchet.process.UsageException;
import io.trebuchet.run.LostEvents;
import io.trebuchet.storage.LedgerFile;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.Quarantine;
import io.trebuchet.storage.RefusedRow;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.Spool;
import io.trebuchet.storage.StoreException;
import io.trebuchet.storage.StoredSteps;
import io.trebuchet.storage.Verification;
import io.trebuchet.stores.OwnRun;
import io.trebuchet.stores.StoreKind;
import io.trebuchet.terminal.CountingLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code trebuchet verify}. */
@Command(
    name = "verify",
    description = {
      "Holds a run's ledger against its store: reads every row of every trial, and compares number,"
          + " order and values with what the trial computed, by a checksum (the time of a row is"
          + " not part of it).",
      "What still lies in the run's spool is sent to the store first.",
      "Exits 0 if every row that was produced is stored as it was, 3 if not, 4 if the store does"
          + " not answer."
    },
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  private static final int MOST_REFUSED = 10;

  @Parameters(paramLabel = "DIR", description = "The run's directory.")
  private Path directory = Path.of("");

  @Option(
      names = "--repair",
      description =
          "First removes rows that stand in the database once more with the same values, as after"
              + " a write that a proxy held: an InfluxDB deletes them, the table of a QuestDB is"
              + " written anew.")
  private boolean repair;

  @Mixin private StoredOptions stored = new StoredOptions();

  @Override
  public Integer call() throws IOException {
    RunDirectory run = RunDirectory.open(directory);
    Manifest manifest = Manifest.read(run.manifest());
    if (manifest.ended() == null || !Files.exists(run.ledger())) {
      throw new UsageException(
          run.process().isPresent()
              ? String.format(
                  Locale.ROOT,
                  "%s has not ended: a process works on it (trebuchet stop %s)",
                  directory,
                  ShellWord.of(directory))
              : String.format(
                  Locale.ROOT,
                  "%s has not ended: it was interrupted in attempt %d; go on with it: trebuchet"
                      + " resume %s",
                  directory,
                  manifest.attempt(),
                  ShellWord.of(directory)));
    }
    if (!StoreKind.of(manifest.store()).keeps()) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "%s was run with --store %s: no rows were kept, so none can be verified",
              run.root(),
              manifest.store()));
    }
    RecordedClasses.check(directory, manifest);
    if (Spool.exists(run.spool()) && !OwnRun.is(run)) {
      System.err.println(
          PlainText.shown(run.spool().toString())
              + " belongs to another user, so it is not sent; its rows are counted as missing");
    } else if (Spool.exists(run.spool()) && !Files.isWritable(run.spool())) {
      System.err.println(
          run.spool() + " may only be read, so it is not sent; its rows are counted as missing");
    } else if (Spool.exists(run.spool())) {
      push(run);
    }
    if (repair) {
      System.out.printf(
          Locale.ROOT, "%d rows that stood twice were removed%n", stored.store().removeTwins(run));
    }
    try (StoredSteps steps = stored.store().open(run)) {
      Verification verification = verify(run, steps);
      refused(run).forEach(System.out::println);
      verification.lines().forEach(System.out::println);
      if (verification.lacks()) {
        System.out.println(
            "what is missing is computed again by: trebuchet resume "
                + ShellWord.of(directory)
                + (verification.nothing() ? " --recompute" : ""));
      }
      return verification.ok() ? ExitCode.DONE : ExitCode.LOST;
    } catch (StoreException e) {
      System.out.println(account(LedgerFile.read(run.ledger())));
      throw e;
    }
  }

  private static Verification verify(RunDirectory run, StoredSteps steps) throws IOException {
    Ledger.Balance ledger = LedgerFile.read(run.ledger());
    try (CountingLine progress = CountingLine.ofErrors("rows", ledger.step().produced())) {
      return Verification.of(ledger, steps, ended(run), progress::add);
    }
  }

  /** Trials whose ends can be stored again; none if the journal is damaged. */
  private static Set<String> ended(RunDirectory run) {
    try {
      return LostEvents.ended(run.journal());
    } catch (IOException e) {
      System.err.println(e.getMessage());
      return Set.of();
    }
  }

  /** The rows that the server would not have, by name: they count as they are. */
  private static List<String> refused(RunDirectory run) throws IOException {
    Quarantine quarantine = Quarantine.in(run.quarantine());
    List<RefusedRow> rows = quarantine.rows();
    List<String> lines = new ArrayList<>();
    rows.stream().limit(MOST_REFUSED).forEach(row -> lines.add("refused: " + row.shown()));
    if (rows.size() > MOST_REFUSED) {
      lines.add(String.format(Locale.ROOT, "refused: and %d more", rows.size() - MOST_REFUSED));
    }
    if (!rows.isEmpty()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "the %d refused rows are in %s, and count from there",
              rows.size(),
              quarantine.file()));
    }
    return lines;
  }

  private static String account(Ledger.Balance ledger) {
    Ledger.Count step = ledger.step();
    return String.format(
        Locale.ROOT,
        "step: %d produced = %d stored + %d spooled + %d quarantined + %d dropped by the"
            + " ledger; the %d stored cannot be counted:",
        step.produced(),
        step.stored(),
        step.spooled(),
        step.quarantined(),
        step.dropped(),
        step.stored());
  }

  private void push(RunDirectory run) throws IOException {
    Ledger ledger = Ledger.of(LedgerFile.read(run.ledger()));
    try (Interrupt interrupt = Interrupt.watch()) {
      try {
        stored.store().pushSpool(run, ledger, interrupt.signal());
      } catch (InterruptedRunException e) {
        System.err.println(e.getMessage());
        interrupt.endWith(ExitCode.INTERRUPTED);
      } finally {
        LedgerFile.write(run.ledger(), ledger.balance());
      }
    }
  }
}
