package io.trebuchet.cli;

import io.trebuchet.config.ConfigException;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.data.DataFolders;
import io.trebuchet.run.DamagedRun;
import io.trebuchet.run.EarlierConfig;
import io.trebuchet.run.RunRequest;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.stores.OwnRun;
import io.trebuchet.stores.RunDatabase;
import io.trebuchet.stores.StoreKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trebuchet resume}. */
@Command(
    name = "resume",
    description = {
      "Goes on with a run that was interrupted or killed, as if it had not been.",
      "",
      "Trials that have ended stay as they are; the others go on from their last checkpoint, failed"
          + " ones too. With --set learning-rates.c=[...] a run, ended or not, gets further trials,"
          + " and with --set stop.max-steps=... all trials go on that the limit of steps ended;"
          + " nothing else that a trial's numbers depend on may change, its data least of all.",
      "What the database has lost of trials that ended is computed again and stored."
    },
    footer = {"", "Example: trebuchet resume runs/fig01-20260101-120000"},
    mixinStandardHelpOptions = true)
final class ResumeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "DIR", description = "The run's directory.")
  private Path directory = Path.of("");

  @Mixin private TrainingOptions training = new TrainingOptions();

  @Option(
      names = "--pace",
      paramLabel = "STEPS_PER_SECOND",
      description = "Slows every trial, so that a toy sweep can be watched.")
  private double pace;

  @Option(
      names = "--recompute",
      description =
          "Where the database is gone: have all steps computed and stored again, in a new one.")
  private boolean recompute;

  @Option(
      names = "--take-over",
      description =
          "Go on although the run's rows on a server were last written from another directory, as"
              + " by the original of a copy, or before the run was moved.")
  private boolean takesOver;

  @Option(names = "--no-web", description = "No live page; the API, and so control, stays.")
  private boolean noWeb;

  @Mixin private WebOptions web = new WebOptions();

  @Mixin private StoreOptions store = new StoreOptions();

  @Override
  public Integer call() throws ConfigException, IOException {
    training.check();
    RunCommand.checkPace(pace);
    RunDirectory run = DamagedRun.open(directory, store.trust.given(), System.err::println);
    run.checkOurs(store.trust.given());
    Manifest manifest = Manifest.read(run.manifest());
    RecordedClasses.check(directory, manifest);
    keepStore(run, manifest);
    store.check();
    web.check();
    EarlierConfig earlier = EarlierConfig.read(run, training.files(run));
    SweepConfig config = earlier.continued(training.overrides(null));
    DataFolders folders = training.requirements(config, run, manifest).folders();
    training.confirm(config.trials().size() - earlier.trials());
    RunRequest request =
        new RunRequest(
            config,
            folders,
            store.choice(),
            null,
            training.parallelism(),
            pace,
            web.settings(!noWeb),
            new RunRequest.Earlier(run, earlier, recompute, takesOver));
    return RunReport.of(request, training.mode());
  }

  /** The store stays the run's own unless another is asked for. */
  private void keepStore(RunDirectory run, Manifest manifest) throws IOException {
    if (!spec.commandLine().getParseResult().hasMatchedOption("--store")) {
      store.kind = StoreKind.of(manifest.store());
    }
    Manifest.Server server = manifest.server();
    if (store.kind.onServer() && server != null && !store.address.given()) {
      OwnRun.check(run, server.url());
      store.keep(server);
    }
    // Not in the database that somebody serves beside it by now, if that is not the run's own.
    if (store.kind.embedded() && store.dbDir == null && store.kind.isOf(manifest)) {
      store.dbDir = RunDatabase.of(run, manifest, List.of());
    }
  }
}
