package io.trebuchet.cli;

import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.ShellWord;
import io.trebuchet.process.ExitCode;
import io.trebuchet.process.Interrupt;
import io.trebuchet.process.InterruptedRunException;
import io.trebuchet.run.Run;
import io.trebuchet.run.RunEnding;
import io.trebuchet.run.RunRequest;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.Spool;
import io.trebuchet.storage.StoreException;
import io.trebuchet.stores.ServerAccess;
import io.trebuchet.terminal.Capability;
import io.trebuchet.terminal.Progress;
import io.trebuchet.terminal.RunSummary;
import io.trebuchet.terminal.TerminalViewer;
import java.io.IOException;
import java.util.Locale;

/** Runs what {@code run} and {@code resume} ask for, and says what became of it. */
final class RunReport {
  private RunReport() {}

  /** The answer is the exit code. */
  static int of(RunRequest request, Progress.Mode mode) throws IOException {
    // Closed only once all is said: after an interrupt that ends the process.
    try (Interrupt interrupt = Interrupt.watch()) {
      Run run = Run.start(request, TerminalViewer.create(mode));
      interrupt.signal().onStop(run::stop);
      try {
        RunEnding ending = run.ending();
        print(ending, request.store().access());
        int code = code(ending);
        boolean lesser = code == ExitCode.DONE || code == ExitCode.FAILED;
        return interrupt.endWith(!ending.kept() && lesser ? ExitCode.LOST : code);
      } catch (InterruptedRunException e) {
        System.err.println(e.getMessage());
        return interrupt.endWith(ExitCode.INTERRUPTED);
      }
    }
  }

  private static void print(RunEnding ending, ServerAccess access) {
    RunSummary summary =
        new RunSummary(
            ending.manifest().name(),
            ending.results(),
            ending.planned(),
            ending.ledger(),
            ending.directory().root(),
            ending.place(),
            ending.wall());
    summary.lines(Capability.of(System.out)).forEach(System.out::println);
    Manifest.Server server = ending.manifest().server();
    if (server != null && server.login() == null && access.forgets()) {
      System.out.println(access.reminder());
    }
    Throwable failure = ending.storeFailure();
    if (failure != null) {
      System.err.println(
          failure instanceof StoreException
              ? "the store failed, and the sweep with it: " + failure.getMessage()
              : "the sweep failed: " + failure.getMessage());
    }
    long spooled = ending.ledger().spooled();
    if (spooled > 0) {
      System.err.println(
          String.format(
              Locale.ROOT,
              "%d rows lie in %s: trebuchet verify %s sends them once the store answers",
              spooled,
              Spool.where(ending.directory().spool()),
              ShellWord.of(ending.directory().root())));
    }
    ending.remarks().forEach(System.err::println);
  }

  private static int code(RunEnding ending) {
    Throwable failure = ending.storeFailure();
    if (failure != null) {
      boolean refused =
          !(failure instanceof StoreException store)
              || store.fault() == StoreException.Fault.REFUSED;
      return refused ? ExitCode.LOST : ExitCode.STORE;
    }
    Ledger.Balance balance = ending.ledger();
    if (!balance.balances() || balance.step().dropped() > 0) {
      return ExitCode.LOST;
    }
    if (ending.interrupted()) {
      return ExitCode.INTERRUPTED;
    }
    return ending.results().stream().anyMatch(result -> result.outcome() == Outcome.FAILED)
        ? ExitCode.FAILED
        : ExitCode.DONE;
  }
}
