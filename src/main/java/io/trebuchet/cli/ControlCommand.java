package io.trebuchet.cli;

import io.trebuchet.config.ConfigException;
import io.trebuchet.config.Nearest;
import io.trebuchet.storage.EndpointFile;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.web.Control;
import io.trebuchet.web.ControlClient;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * What {@code pause}, {@code continue} and {@code stop} have in common: they ask a running sweep.
 */
abstract sealed class ControlCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "DIR", description = "The run's directory.")
  private Path directory = Path.of("");

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "TRIAL",
      description = "Trials such as s1-c2.1. Default: all.")
  private List<String> trials = new ArrayList<>();

  private final Control control;

  private ControlCommand(Control control) {
    this.control = control;
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
      super(Control.PAUSE);
    }
  }

  /** {@code trebuchet continue}. */
  @Command(
      name = "continue",
      description = {
        "Lets paused trials of a running sweep go on.",
        "A named trial that was stopped goes on from its last checkpoint."
      },
      mixinStandardHelpOptions = true)
  static final class Continue extends ControlCommand {
    Continue() {
      super(Control.CONTINUE);
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
      super(Control.STOP);
    }
  }

  @Override
  public Integer call() throws IOException, ConfigException {
    RunDirectory run = RunDirectory.open(directory);
    checkNames(run);
    Optional<EndpointFile.Endpoint> endpoint = EndpointFile.read(run.endpoint());
    if (endpoint.isEmpty() || endpoint.get().controlPort() == 0) {
      throw nobody(run);
    }
    ControlClient.Reply reply;
    try {
      reply = ControlClient.ask(endpoint.get().controlPort(), run.controlToken(), control, trials);
    } catch (ConnectException e) {
      throw nobody(run);
    }
    if (reply.status() == 200) {
      System.out.println(reply.text());
      return ExitCode.DONE;
    }
    System.err.println("%s did not %s: %s".formatted(run.root(), control.word(), reply.text()));
    return reply.status() >= 500 ? ExitCode.INTERNAL : ExitCode.USAGE;
  }

  private void checkNames(RunDirectory run) throws ConfigException {
    if (trials.isEmpty()) {
      return;
    }
    List<String> known = EarlierConfig.trials(run);
    for (String trial : trials) {
      if (!known.contains(trial)) {
        throw new UsageException(
            "%s has no trial %s; nearest: %s"
                .formatted(run.root(), trial, String.join(", ", Nearest.of(trial, known, 3))));
      }
    }
  }

  private static UsageException nobody(RunDirectory run) {
    return new UsageException(
        "no process works on %s: trebuchet resume %s goes on with it"
            .formatted(run.root(), run.root()));
  }
}
