package io.trebuchet.cli;

import io.trebuchet.config.ConfigException;
import io.trebuchet.config.Nearest;
import io.trebuchet.durable.Continuation;
import io.trebuchet.durable.JournalFile;
import io.trebuchet.durable.RestingJournal;
import io.trebuchet.durable.SweepJournal;
import io.trebuchet.metrics.ShellWord;
import io.trebuchet.process.ExitCode;
import io.trebuchet.process.UsageException;
import io.trebuchet.run.EarlierConfig;
import io.trebuchet.run.EarlierRun;
import io.trebuchet.storage.Credentials;
import io.trebuchet.storage.EndpointFile;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.web.Control;
import io.trebuchet.web.ControlClient;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * What {@code pause}, {@code continue} and {@code stop} have in common: they ask a running sweep.
 */
abstract sealed class ControlCommand implements Callable<Integer> {
  private static final int NOT_YET = 503;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration GLANCE = Duration.ofMillis(100);

  @Parameters(index = "0", paramLabel = "DIR", description = "The run's directory.")
  private Path directory = Path.of("");

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "TRIAL",
      description = "Trials such as s1-c2.1. Default: all.")
  private List<String> trials = new ArrayList<>();

  @Mixin private final Trust trust = new Trust();

  private final Control control;

  private final String done;

  private ControlCommand(Control control, String done) {
    this.control = control;
    this.done = done;
  }

  /** {@code trebuchet pause}. */
  @Command(
      name = "pause",
      description = {
        "Holds trials of a running sweep, saves them, and frees the cores.",
        "A resumed sweep is still paused: trebuchet continue DIR lets it go on."
      },
      mixinStandardHelpOptions = true)
  static final class Pause extends ControlCommand {
    Pause() {
      super(Control.PAUSE, "paused");
    }
  }

  /** {@code trebuchet continue}. */
  @Command(
      name = "continue",
      description = {
        "Lets paused trials of a sweep go on.",
        "A named trial that was stopped goes on from its last checkpoint.",
        "If no process works on the sweep, trebuchet resume then goes on with them."
      },
      mixinStandardHelpOptions = true)
  static final class Continue extends ControlCommand {
    Continue() {
      super(Control.CONTINUE, "continued");
    }

    @Override
    int withoutProcess(RunDirectory run, List<String> named) throws IOException {
      Continuation noted;
      try (RunDirectory.Hold hold = run.hold();
          SweepJournal journal = JournalFile.open(run.journal(), InstantSource.system())) {
        noted =
            RestingJournal.letGoOn(
                journal, EarlierRun.known(run, Manifest.read(run.manifest())), named);
      }
      if (!noted.ended().isEmpty()) {
        throw new UsageException(
            noted.ended().values().stream()
                .map(
                    result ->
                        String.format(
                            Locale.ROOT,
                            "%s has ended by itself (%s): only paused or stopped trials can go on",
                            result.trial(),
                            result.outcome().word()))
                .sorted()
                .toList());
      }
      System.out.println(
          String.format(
              Locale.ROOT,
              "noted; %s: trebuchet resume %s",
              named.isEmpty()
                  ? "nothing is paused once the sweep goes on"
                  : String.join(", ", named) + " will go on with the sweep",
              ShellWord.of(run.root())));
      return ExitCode.DONE;
    }
  }

  /** {@code trebuchet stop}. */
  @Command(
      name = "stop",
      description = {
        "Ends trials of a running sweep where they are.",
        "Without trials the whole sweep ends as after Ctrl-C, and can be resumed."
      },
      mixinStandardHelpOptions = true)
  static final class Stop extends ControlCommand {
    Stop() {
      super(Control.STOP, "stopping");
    }
  }

  @Override
  public Integer call() throws IOException, ConfigException {
    RunDirectory run = RunDirectory.open(directory);
    run.checkOurs(trust.given());
    checkNames(run);
    Optional<ControlClient.Reply> reply = ask(run);
    if (reply.isEmpty()) {
      return withoutProcess(run, trials);
    }
    if (reply.get().accepted()) {
      System.out.println(
          done + ": " + (trials.isEmpty() ? "all trials" : String.join(", ", trials)));
      return ExitCode.DONE;
    }
    System.err.println(
        String.format(
            Locale.ROOT, "%s did not %s: %s", run.root(), control.word(), reply.get().why()));
    return reply.get().status() >= 500 ? ExitCode.INTERNAL : ExitCode.USAGE;
  }

  /**
   * Asks the process that holds the run, which may have only just started or be about to end; empty
   * if there is none, or it is none that can be asked.
   */
  private Optional<ControlClient.Reply> ask(RunDirectory run) throws IOException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    Optional<ControlClient.Reply> refused = Optional.empty();
    while (EndpointFile.isHeld(run.root()) && System.nanoTime() < until) {
      int port = run.process(trust.given()).map(EndpointFile.Endpoint::webPort).orElse(0);
      if (port > 0) {
        try {
          String sweep = Manifest.read(run.manifest()).runId();
          ControlClient.Reply reply =
              ControlClient.ask(
                  port, token(run), sweep, control, List.copyOf(new LinkedHashSet<>(trials)));
          if (reply.status() != NOT_YET) {
            return Optional.of(reply);
          }
          refused = Optional.of(reply);
        } catch (ConnectException | NoSuchFileException e) {
          // It is ending, or beginning: the lock says which, and another glance.
        }
      }
      LockSupport.parkNanos(GLANCE.toNanos());
    }
    if (refused.isEmpty() && EndpointFile.isHeld(run.root())) {
      throw new IOException(
          "a process works on " + run.root() + " but takes no wishes: see its log, or use Ctrl-C");
    }
    return refused;
  }

  private String token(RunDirectory run) throws IOException {
    Path file = run.root().resolve(Credentials.FILE);
    return (trust.given() ? Credentials.trusted(file) : Credentials.read(file)).token();
  }

  private void checkNames(RunDirectory run) throws ConfigException, IOException {
    if (trials.isEmpty()) {
      return;
    }
    List<String> known = EarlierConfig.trials(run);
    for (String trial : trials) {
      if (!known.contains(trial)) {
        throw new UsageException(
            String.format(
                Locale.ROOT,
                "%s has no trial %s; nearest: %s",
                run.root(),
                trial,
                String.join(", ", Nearest.of(trial, known, 3))));
      }
    }
  }

  /** What to do if no process works on the run; the answer is the exit code. */
  int withoutProcess(RunDirectory run, List<String> named) throws IOException {
    throw new UsageException(
        String.format(
            Locale.ROOT,
            "no process works on %s: trebuchet resume %s goes on with it",
            run.root(),
            ShellWord.of(run.root())));
  }
}
